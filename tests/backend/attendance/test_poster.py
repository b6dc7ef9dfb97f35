"""What hangs at the venue, and what happens to whoever scans it?"""

from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.transaction import transaction
from models.event import Event
from tests.backend.attendance.scene import check_in, code_of, sign_up
from tests.backend.documents.reading import link_in, page_of, text_of
from tests.conftest import MovableClock
from tests.world import Person, World


@pytest.fixture
def worker(world: World, time_stands: MovableClock) -> Person:
    return world.staff()


def look(world: World, url: str) -> TestResponse:
    parts = urlsplit(url)
    return world.client.open(f"{parts.path}?{parts.query}")


def changed(event: str, **values: object) -> None:
    with transaction() as session:
        session.execute(sa.update(Event).where(Event.id == event).values(**values))


def test_poster_leads_to_the_events_code(world: World, worker: Person) -> None:
    event = world.event(venue="文化广场")
    shown = world.get(f"/events/{event}/venue-code", worker).json
    assert shown["link"] == f"http://127.0.0.1:8000/c/{shown['code']}"
    answer = look(world, shown["poster_url"])
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private"
    assert unquote(answer.headers["Content-Disposition"]).endswith(f"签到海报-{event}.pdf")
    assert link_in(page_of(answer.data)) == f"http://127.0.0.1:8000/c/{shown['poster_code']}"
    text = text_of(answer.data)
    for words in ("社区包粽子", "文化广场", "2026年11月25日（星期三）12:00—14:00", "签到时间：11月25日11:00至14:00"):
        assert words in text, words
    assert "工作人员" not in text


def test_changed_times_show_at_once(world: World, worker: Person) -> None:
    event = world.event()
    link = world.get(f"/events/{event}/venue-code", worker).json["poster_url"]
    assert "12:00—14:00" in text_of(look(world, link).data)
    parts = [{"label": f"第{n}场", "starts": n * 3600, "ends": n * 3600 + 1800} for n in range(3)]
    changed(event, sessions=parts, checkin_closes_after=15)
    text = text_of(look(world, link).data)
    assert "12:00—12:30第0场" in text
    assert "14:00—14:30第2场" in text
    assert "每场从开始前1小时到结束后15分钟可以签到" in text


def test_link_expires_and_is_good_for_this_event_alone(world: World, worker: Person, time_stands: MovableClock) -> None:
    event, other = world.event(), world.event()
    link = world.get(f"/events/{event}/venue-code", worker).json["poster_url"]
    for wrong in (link.replace(event, other), link[:-1], link.replace("until=1", "until=2")):
        assert look(world, wrong).status_code == 404
    changed(event, state="cancelled")
    assert (look(world, link).status_code, look(world, link).json["code"]) == (409, "wrong_state")
    time_stands.move(minutes=30)
    assert (look(world, link).status_code, look(world, link).json["code"]) == (403, "link_expired")


def test_code_is_taken_as_a_link_too(world: World, worker: Person, time_stands: MovableClock) -> None:
    event = world.event()
    first, second, third = world.people(3)
    for person in (first, second, third):
        sign_up(world, event, person)
    time_stands.move(days=2)
    shown = world.get(f"/events/{event}/venue-code", worker).json
    assert check_in(world, event, first, code=shown["link"]).status_code == 201
    poster = f"https://a.rather.long.name.of.a.city.example.org/c/{shown['poster_code']}"
    assert check_in(world, event, second, code=poster).status_code == 201
    own = f"http://127.0.0.1:8000/c/{code_of(world, third)}"
    row = {"client_id": "a", "scanned_at": "2026-11-25T04:00:00Z", "code": own}
    [result] = world.post(f"/events/{event}/attendances/batch", worker, {"items": [row]}).json["items"]
    assert result["result"] == "recorded", result
    walk_in = {"label": "李阿姨", "code": f"http://x/c/{code_of(world, world.resident())}"}
    assert check_in(world, event, worker, walk_in=walk_in).status_code == 201


def test_link_to_another_page_is_no_code(world: World, worker: Person, time_stands: MovableClock) -> None:
    event, person = world.event(), world.resident()
    sign_up(world, event, person)
    time_stands.move(days=2)
    shown = world.get(f"/events/{event}/venue-code", worker).json
    for wrong in (f"http://x/d/{shown['code']}", f"{shown['link']}/", f"{shown['link']}?a=b", "http://x/c/"):
        assert check_in(world, event, person, code=wrong).json["code"] == "code_invalid", wrong
    time_stands.move(minutes=3)
    assert check_in(world, event, person, code=shown["link"]).json["code"] == "code_expired"


def test_other_scanners_lead_to_a_page_that_says_where_to_scan(world: World, worker: Person) -> None:
    event = world.event(title="只有报名的人知道")
    shown = world.get(f"/events/{event}/venue-code", worker).json
    for code in (shown["code"], "SLP-made-up", "<b>石榴"):
        answer = world.client.get(f"/c/{code}")
        assert answer.status_code == 200
        assert "石榴小程序" in answer.text
        assert code not in answer.text
        assert "只有报名的人知道" not in answer.text
    assert world.client.get(f"/c/{'x' * 121}").status_code == 404
    assert "没有打开" in world.client.get(f"/c/{'x' * 121}").text
