"""What does a browser test prepare in a running city, as staff or neighbours would through the API?"""

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

import requests
from PIL import Image

from tests.browser.product import Product

RESIDENT, NEIGHBOUR, WORKER = "demo-resident-wang", "demo-resident-li", "demo-worker-zhou"
OTHER_WORKER = "demo-worker-wu"
"""Works in the whole township, the worker's community too."""
COMMUNITY = "522301001001"


def publish(product: Product, title: str, *, by: str = WORKER, **more: Any) -> str:
    """Publish an event of the worker's community that starts in three days; return its id."""
    token = product.log_in(by)["token"]
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    written = {
        "title": title,
        "region_code": COMMUNITY,
        "place_kind": "community",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
    }
    made = product.call("POST", "events", token=token, json=written | more)
    product.call("POST", f"events/{made['id']}/publish", token=token)
    return str(made["id"])


def sign_up(product: Product, openid: str, event: str, *party: str) -> None:
    """Sign a demo person up, alone or with those who are named."""
    body = {"party": [{"label": label} for label in party]}
    product.call("POST", f"events/{event}/signups", token=product.log_in(openid)["token"], json=body)


def live_signups(product: Product, openid: str, event: str) -> list[dict[str, Any]]:
    """Return the person's sign-ups for an event that were not cancelled."""
    mine = product.call("GET", "me/signups", token=product.log_in(openid)["token"], params={"event_id": event})
    return [one for one in mine["items"] if one["state"] != "cancelled"]


def report_held(product: Product, event: str, *, headcount: int = 2, by: str = WORKER) -> dict[str, Any]:
    """Report an event as held, with a photo; return the report."""
    token = product.log_in(by)["token"]
    photo = io.BytesIO()
    Image.effect_noise((600, 800), 40).convert("RGB").save(photo, "JPEG")
    sent = product.call("POST", "files", token=token, files={"file": ("p.jpg", photo.getvalue(), "image/jpeg")})
    body = {"summary": "二十多位邻居一起包饺子，老人教孩子擀皮。", "headcount": headcount, "photo_ids": [sent["id"]]}
    return dict(product.call("POST", f"events/{event}/held-report", token=token, json=body))


@cache
def what_took_place(product: Product) -> dict[str, str]:
    """Let two events begin, and the other worker report one of them; return `begun`, `reported`, `photo`, `picture`.

    The sandbox's time is two minutes further afterwards.
    """
    told = requests.get(f"{product.url}/healthz", timeout=10).headers["X-Server-Time"]
    start = datetime.fromtimestamp(int(told), UTC) + timedelta(minutes=1)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    begun = publish(product, "刚刚开始的活动", **times)
    reported = publish(product, "等待核实的活动", by=OTHER_WORKER, **times)
    for event in (begun, reported):
        sign_up(product, RESIDENT, event, "妈妈", "小宝")
    product.let_pass(minutes=2)
    [photo] = report_held(product, reported, by=OTHER_WORKER)["photos"]
    return {"begun": begun, "reported": reported, "photo": photo["id"], "picture": quote(photo["urls"]["large"], "")}
