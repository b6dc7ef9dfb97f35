"""Does the nginx site pass on every address, and send those of check-in, and only them, to the pool of the gates?"""

import re

from flask import Flask
from werkzeug.routing import Rule

from tests.dev.calling import ROOT

CHECKIN = {
    ("GET", "/api/v1/me/checkin-code"),
    ("GET", "/api/v1/events/<ulid:event_id>/venue-code"),
    ("GET", "/api/v1/events/<ulid:event_id>/roster"),
    ("POST", "/api/v1/events/<ulid:event_id>/attendances"),
    ("POST", "/api/v1/events/<ulid:event_id>/attendances/batch"),
}


def site() -> str:
    return (ROOT / "deploy" / "nginx.conf").read_text("utf-8")


def test_check_in_paths_and_no_others_go_to_the_pool_of_the_gates(app: Flask) -> None:
    [(pattern, upstream)] = re.findall(r"location ~ (\S+) \{\s+proxy_pass http://(\w+);", site())
    assert upstream == "shiliu_checkin"
    sent = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if re.search(pattern, _filled(rule))
    }
    assert sent == CHECKIN


def test_pool_of_the_gates_is_where_its_unit_binds_and_the_other_stands_in() -> None:
    [servers] = re.findall(r"upstream shiliu_checkin \{([^}]+)\}", site())
    first, second = re.findall(r"server (\S+?)( backup)?;", servers)
    unit = (ROOT / "deploy" / "shiliu-checkin.service").read_text("utf-8")
    assert f"--bind {first[0]} " in unit
    assert second == ("127.0.0.1:8000", " backup")


def test_every_address_of_the_product_is_passed_on(app: Flask) -> None:
    places = re.findall(r"location (=|~)? ?(\S+) \{(?!\s+return)", site())
    ways = {"": str.startswith, "=": str.__eq__, "~": lambda path, place: bool(re.search(place, path))}
    inside = {"/readyz"}  # asked for on the machine itself
    left_out = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if not any(ways[way](_filled(rule), place) for way, place in places)
    }
    assert left_out == inside


def _filled(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "01M859KFE40QES7ACA9MQA7QBG", rule.rule)
