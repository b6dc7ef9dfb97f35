"""What does a browser test prepare in a running city, as staff or neighbours would through the API?"""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser.product import Product

RESIDENT, NEIGHBOUR, WORKER = "demo-resident-wang", "demo-resident-li", "demo-worker-zhou"
COMMUNITY = "522301001001"


def publish(product: Product, title: str, **more: Any) -> str:
    """Publish an event of the worker's community that starts in three days; return its id."""
    token = product.log_in(WORKER)["token"]
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
