"""What can a test do with a phone? Open pages, look at them, take pictures, and expect no error but those it names."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page

from tests.browser.product import ROOT, Product

PICTURES = ROOT / "out" / "screenshots"
STANDARD = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 568}
LARGE_TYPE = 24
"""Pixels of the largest text size that the panel offers; WeChat's standard is 16."""
CONSENT_VERSION = 3
"""As in miniprogram/core/consent.js."""


class Phone:
    """One person's phone: a browser of its own, with its own storage.

    `page` is playwright's page. The mini-program's current page is `screen`; what the phone itself shows above it
    (questions, toasts, lists) is outside of `screen` and is found through `page`.
    """

    def __init__(self, context: BrowserContext, product: Product, *, size: str) -> None:
        self.product = product
        self.context = context
        self.size = size
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.problems: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self.page.on("pageerror", self._note_error)
        self.page.on("console", self._note_console)
        # A page of the same origin, from which the storage can be filled before the mini-program starts. It is no HTML
        # that could name an icon.
        context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        self.page.goto(f"{product.sandbox}config.json")

    def _note_error(self, error: Error) -> None:
        self.problems.append(f"error: {error.stack or error.message}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url')})")

    @property
    def screen(self) -> Locator:
        """The mini-program's page that shows."""
        return self.page.locator("wx-page:not([hidden])")

    @property
    def route(self) -> str:
        """Path of the mini-program's page that shows, such as `pages/home/index`."""
        return str(self.page.evaluate("getCurrentPages().at(-1).route"))

    def open(self, route: str = "pages/home/index") -> Locator:
        """Start the mini-program afresh at a page (with its query) and return `screen`."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.product.sandbox}#/{route}")
        self.screen.wait_for()
        return self.screen

    def tab(self, name: str) -> Locator:
        """Tap the tab of this name and return `screen`."""
        self.page.get_by_role("tab", name=name).click()
        return self.screen

    def back(self) -> None:
        """Tap the arrow in the navigation bar."""
        self.page.get_by_role("button", name="返回").click()

    def dialog(self) -> Locator:
        """Return the question or list that the phone shows above the page."""
        return self.page.locator("#dialogs [aria-modal]").last

    def keep(self, name: str, value: Any) -> None:
        """Set something of the sandbox itself before the mini-program starts: `person`, `network`, `fontSize`."""
        self._store(f"sandbox:{name}", value)

    def store(self, key: str, value: Any) -> None:
        """Put something into the mini-program's own storage, as `wx.setStorageSync` does."""
        person = self.page.evaluate("JSON.parse(localStorage.getItem('sandbox:person') || '\"\"')")
        self._store(f"phone:{person}:{key}", {"value": value})

    def _store(self, key: str, value: Any) -> None:
        self.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(value)])

    def network(self, **changes: float | bool) -> None:
        """Make the running mini-program's network bad or good: `delay` (ms), `loss` (0 to 1), `offline`."""
        self.page.evaluate("(changes) => { sandbox.network = changes; }", changes)

    def log_in(self, openid: str) -> None:
        """Make a demo person this phone's owner, who has agreed to the privacy page and is logged in."""
        self.keep("person", openid)
        self.store("consent", {"version": CONSENT_VERSION, "at": "2026-11-23T04:00:00Z"})
        self.store("session", self.product.log_in(openid))

    def picture(self, name: str) -> Path:
        """Keep a screenshot in out/screenshots, named after what it shows and the phone's size."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}-{self.size}.png"
        self.page.screenshot(path=path, animations="disabled")
        return path

    def expect_problem(self, pattern: str) -> None:
        """Let problems that match this pass: a browser notes every refused call as an error in its console."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Return the problems that no test asked for."""
        return [problem for problem in self.problems if not any(one.search(problem) for one in self._expected)]
