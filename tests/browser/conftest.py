"""What do browser tests stand on? A product with a demo city for each file, and phones in Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from devtools.browser import find
from tests.browser.phone import LARGE_TYPE, SMALL, STANDARD, Phone
from tests.browser.product import Product, build, prepare_city, running_product

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MATRIX = Path(__file__).parent / "matrix_app"

LoggedIn = Callable[..., Phone]


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-program, built for the browser."""
    out = tmp_path_factory.mktemp("client")
    build(out)
    return out


@pytest.fixture(scope="session")
def matrix_product(prepared_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running product whose mini-program is the matrix: one that uses each feature that the host must have."""
    folder = tmp_path_factory.mktemp("matrix")
    build(folder / "client", source=MATRIX)
    shutil.copytree(prepared_city, folder / "data")
    with running_product(folder / "data", folder / "client") as running:
        yield running


@pytest.fixture(scope="session")
def prepared_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo city, to be copied."""
    folder = tmp_path_factory.mktemp("city") / "prepared"
    prepare_city(folder)
    return folder


@pytest.fixture(scope="module")
def product(prepared_city: Path, client: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product; each file of tests has one of its own."""
    folder = tmp_path_factory.mktemp("product") / "data"
    shutil.copytree(prepared_city, folder)
    with running_product(folder, client) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's own Chromium. Without one the tests are skipped, and dev.py says how to get it."""
    found = find()
    if found is None:
        pytest.skip("no Chromium here (Debian: apt install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def switched_on(browser: Browser, product: Product, *, small: bool = False) -> Iterator[Phone]:
    """Give a phone, and fail at its end when an error was seen that no test expected."""
    context = browser.new_context(
        viewport=SMALL if small else STANDARD,  # type: ignore[arg-type]
        device_scale_factor=2,
        has_touch=False,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    try:
        phone = Phone(context, product, size="small" if small else "phone")
        if small:
            phone.keep("fontSize", LARGE_TYPE)
        yield phone
        assert phone.unexpected() == []
    finally:
        context.close()


@pytest.fixture
def phone(browser: Browser, product: Product) -> Iterator[Phone]:
    """A phone of usual size that nobody is logged in on."""
    with switched_on(browser, product) as switched:
        yield switched


@pytest.fixture
def small_phone(browser: Browser, product: Product) -> Iterator[Phone]:
    """A small phone with large type that nobody is logged in on."""
    with switched_on(browser, product, small=True) as switched:
        yield switched


@pytest.fixture
def logged_in(browser: Browser, product: Product) -> Iterator[LoggedIn]:
    """Make phones that demo people are logged in on: `logged_in("demo-worker-zhou")`, or with `small=True`."""
    with ExitStack() as stack:

        def make(openid: str, *, small: bool = False) -> Phone:
            made = stack.enter_context(switched_on(browser, product, small=small))
            made.log_in(openid)
            return made

        yield make
