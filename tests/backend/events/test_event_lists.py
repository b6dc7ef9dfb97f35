import base64
from datetime import timedelta
from urllib.parse import quote

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core import list_memory
from backend.core.actor import NOBODY
from backend.core.clock import now
from backend.core.transaction import transaction
from backend.events import queries
from backend.events.schemas import EventListItem, EventOut, EventPage, EventQuery
from models.event import Campaign, Event, EventQuota
from models.ids import new_id
from models.signup import Signup
from tests.backend.events.writing import at, draft, published, sign_up
from tests.conftest import MovableClock
from tests.statements import counted_statements
from tests.world import (
    CITY,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    NEXT_COMMUNITY,
    OTHER_COUNTY,
    TOWNSHIP,
    Person,
    World,
)


def ids(world: World, question: str = "", who: Person | None = None) -> list[str]:
    answer = world.get(f"/events{question}", who)
    assert answer.status_code == 200, answer.json
    return [item["id"] for item in answer.json["items"]]


def on_day(world: World, day: float, **changes) -> str:
    start = (now() + timedelta(days=day)).replace(microsecond=0)
    return world.event(starts_at=start, ends_at=start + timedelta(hours=2), **changes)


def many(world: World, count: int) -> None:
    """Add so many events, a minute apart, as rows."""
    model = world.event()
    if count == 1:
        return
    with transaction() as session:
        row = dict(session.execute(sa.select(Event.__table__).where(Event.id == model)).mappings().one())
        made = [
            row
            | {
                "id": new_id(),
                "starts_at": row["starts_at"] + timedelta(minutes=number),
                "ends_at": row["ends_at"] + timedelta(minutes=number),
            }
            for number in range(1, count)
        ]
        session.execute(sa.insert(Event), made)
        session.execute(sa.insert(EventQuota), [{"event_id": event["id"], "capacity": 5} for event in made])


def everybody_signs_up(person: Person) -> None:
    """Sign a person up for every event, as rows."""
    plain = {"state": "confirmed", "seq": 1, "party": [], "seats": 1, "answers": {}, "form_version": 0}
    plain |= {"user_id": person.id, "created_at": now(), "updated_at": now()}
    with transaction() as session:
        known = sa.select(Signup.event_id).where(Signup.user_id == person.id)
        left = session.scalars(sa.select(Event.id).where(Event.id.not_in(known))).all()
        session.execute(sa.insert(Signup), [{"event_id": event_id} | plain for event_id in left])


# what a list shows


def test_list_shows_published_events_that_are_not_over_by_start(world: World) -> None:
    later, sooner, under_way = on_day(world, 5), on_day(world, 1), on_day(world, -0.05)
    on_day(world, -1)
    for state in ("draft", "cancelled"):
        on_day(world, 2, state=state)
    assert ids(world) == [under_way, sooner, later]


def test_list_same_start_is_sorted_by_id(world: World, time_stands: MovableClock) -> None:
    made = [on_day(world, 1) for _ in range(4)]
    assert ids(world) == sorted(made)


def test_list_and_detail_have_the_keys_of_their_schemas(world: World) -> None:
    worker = world.staff()
    form = [{"key": "age", "kind": "number", "label": "几个孩子"}]
    event_id = published(world, worker, point={"lat": 25, "lon": 104}, form=form)["id"]
    world.event()
    page = queries.events(EventQuery(), actor=NOBODY)
    assert {frozenset(item) for item in page["items"]} == {frozenset(EventListItem.model_fields)}
    EventPage.model_validate(page)
    shown = queries.event(event_id, actor=NOBODY)
    assert shown.keys() == EventOut.model_fields.keys()
    EventOut.model_validate(shown)
    assert shown["form"] == {"version": 1, "fields": [form[0] | {"help": "", "required": False, "options": []}]}
    assert EventOut.model_fields.keys() - EventListItem.model_fields.keys() == {
        *("body", "form", "offer_hours", "checkin_opens_before", "checkin_closes_after", "created_at", "updated_at"),
        *("sessions", "tracks_leaving", "volunteer"),
    }


def test_schemas_show_every_column_that_people_may_see() -> None:
    kept_inside = {"latitude", "longitude", "lasting", "form_version", "occurrence", "edited_alone", "created_by"}
    columns = set(Event.__table__.columns.keys()) | {"capacity", "taken", "waiting"}
    assert EventOut.model_fields.keys() == (columns - kept_inside) | {"point", "form"}


def test_detail_shows_times_in_utc(world: World) -> None:
    event_id = world.event()
    shown = world.get(f"/events/{event_id}").json
    for name in ("starts_at", "ends_at", "signup_opens_at", "created_at"):
        assert len(shown[name]) == len("2026-11-23T04:00:00Z")
        assert shown[name].endswith("Z")


# filters


def test_filter_by_region_takes_its_subtree(world: World) -> None:
    here, next_door, far = (world.event(region_code=code) for code in (COMMUNITY, NEXT_COMMUNITY, FAR_COMMUNITY))
    county_wide = world.event(region_code=COUNTY)
    expected = {
        CITY: {here, next_door, far, county_wide},
        COUNTY: {here, next_door, county_wide},
        TOWNSHIP: {here, next_door},
        COMMUNITY: {here},
        OTHER_COUNTY: {far},
        "9999": set(),
    }
    assert {code: set(ids(world, f"?region={code}")) for code in expected} == expected


def test_filter_by_place_kind_and_campaign(world: World) -> None:
    with transaction() as session:
        campaign = Campaign(id=new_id(), name="宣传月", region_code=CITY, starts_on=now().date(), ends_on=now().date())
        session.add(campaign)
    school, grouped = world.event(place_kind="school"), world.event(campaign_id=campaign.id)
    assert ids(world, "?place_kind=school") == [school]
    assert ids(world, f"?campaign={campaign.id}") == [grouped]
    assert ids(world, f"?campaign={campaign.id}&place_kind=school") == []
    assert ids(world, f"?campaign={new_id()}") == []


def test_filter_by_time_takes_what_overlaps(world: World, time_stands: MovableClock) -> None:
    past, soon, later = on_day(world, -3), on_day(world, 1), on_day(world, 5)
    assert ids(world, f"?from={at(days=-10)}") == [past, soon, later]
    assert ids(world, f"?from={at(days=-3, hours=1)}") == [past, soon, later]
    assert ids(world, f"?from={at(days=-3, hours=2)}") == [soon, later]
    assert ids(world, f"?from={at(days=-10)}&to={at(days=1)}") == [past]
    assert ids(world, f"?to={at(days=2)}") == [soon]


def test_filter_by_time_finds_the_longest_events(world: World) -> None:
    long_ago = (now() - timedelta(days=365)).replace(microsecond=0)
    lasting = world.event(starts_at=long_ago, ends_at=long_ago + timedelta(days=366))
    assert ids(world) == [lasting]


def test_filter_by_words_looks_into_title_and_venue(world: World) -> None:
    dumplings, hall = world.event(title="包粽子 Party 100%"), world.event(title="讲座", venue="党群_活动室/一楼")
    assert ids(world, f"?q={quote('粽子')}") == [dumplings]
    assert ids(world, "?q=party") == [dumplings]
    assert ids(world, f"?q={quote('活动室')}") == [hall]
    for literal, found in (("%", [dumplings]), ("_", [hall]), ("/", [hall]), ("100%", [dumplings]), ("0_", [])):
        assert ids(world, f"?q={quote(literal, safe='')}") == found, literal
    assert ids(world, f"?q={quote('没有')}") == []


def test_filter_mine_shows_live_signups_of_the_reader(world: World) -> None:
    me, other = world.resident(), world.resident()
    places = {state: world.event() for state in ("confirmed", "waiting")}
    for state, event_id in places.items():
        sign_up(event_id, me, state=state)
    left = world.event()
    signup_id = sign_up(left, me)
    with transaction() as session:
        session.get_one(Signup, signup_id).state = "cancelled"
    sign_up(world.event(), other)
    assert set(ids(world, "?mine=true", me)) == set(places.values())
    assert len(ids(world, "?mine=false", me)) == 4
    assert world.get("/events?mine=true").status_code == 401


def test_filter_by_state_shows_drafts_to_staff_of_their_region(world: World) -> None:
    made = {state: on_day(world, 1, state=state) for state in ("draft", "published", "cancelled")}
    elsewhere = on_day(world, 2, state="draft", region_code=FAR_COMMUNITY)
    for state, event_id in made.items():
        for who in (world.staff(), world.staff("auditor", COUNTY)):
            assert ids(world, f"?state={state}", who) == [event_id]
        public = [event_id] if state == "published" else []
        assert ids(world, f"?state={state}", world.resident()) == ids(world, f"?state={state}") == public
    assert ids(world, "?state=draft", world.staff("city_admin", CITY)) == [made["draft"], elsewhere]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("region=52", "region"),
        ("region=' or 1=1", "region"),
        ("place_kind=A", "place_kind"),
        ("campaign=1", "campaign"),
        ("from=yesterday", "from"),
        ("from=99999999999999999999", "from"),
        ("to=2026-01-01", "to"),
        ("q=", "q"),
        ("q=" + "a" * 61, "q"),
        ("q=%00", "q"),
        ("mine=perhaps", "mine"),
        ("state=held", "state"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=" + "a" * 301, "cursor"),
        ("sort=title", "sort"),
    ],
)
def test_bad_question_is_named(world: World, question: str, field: str) -> None:
    answer = world.get(f"/events?{question}")
    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


@pytest.mark.parametrize(
    "key",
    [
        [],
        ["2026-11-23T04:00:00+00:00"],
        ["2026-11-23T04:00:00", "x"],
        ["0001-01-01T00:00:00+14:00", "x"],
        ["9999-12-31T23:59:59-14:00", "x"],
        ["2026-11-23T04:00:00+00:00", "\x00"],
        [1, 2],
        [None, None],
        {"a": 1},
    ],
)
def test_bad_cursor_is_named(world: World, key: object) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")
    answer = world.get(f"/events?cursor={cursor}")
    assert (answer.status_code, answer.json["fields"]) == (422, {"cursor": ["cursor_unknown"]})


# pages


def test_pages_have_no_gap_and_nothing_twice_when_events_are_added(world: World) -> None:
    many(world, 10)
    before = ids(world, "?limit=100")
    seen: list[str] = []
    added: list[str] = []
    cursor = ""
    while True:
        page = world.get(f"/events?limit=3{cursor}").json
        assert len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
        added += [on_day(world, 1), on_day(world, 3 + len(added))]
    assert [event_id for event_id in seen if event_id in before] == before
    assert len(seen) == len(set(seen))
    assert set(seen) - set(before) <= set(added)


@pytest.mark.parametrize("question", ["", "&q=社区", f"&region={COUNTY}", "&mine=true"])
def test_list_costs_one_statement_for_one_three_ten_and_a_thousand(world: World, question: str) -> None:
    reader = world.resident()
    world.get("/me", reader)  # the session is remembered from here on
    counts = {}
    for rows, wanted in ((1, 1), (3, 3), (10, 10), (1000, 100)):
        many(world, rows - max(counts, default=0))
        everybody_signs_up(reader)
        with counted_statements() as sent:
            assert len(ids(world, f"?limit=100{question}", reader)) == wanted
        counts[rows] = len(sent)
    assert counts == {1: 1, 3: 1, 10: 1, 1000: 1}


@pytest.mark.parametrize("form", [None, [{"key": "age", "kind": "number", "label": "几个孩子"}]])
def test_detail_costs_one_statement(world: World, form: list[dict[str, str]] | None) -> None:
    event_id = published(world, world.staff(), form=form)["id"]
    with counted_statements() as sent:
        assert world.get(f"/events/{event_id}").json["form"] is (None if form is None else not None) or form
    assert len(sent) == 1


# what a phone has already


def test_unchanged_list_and_detail_are_not_sent_again(world: World) -> None:
    event_id = world.event()
    for path in ("/events", f"/events/{event_id}"):
        first = world.get(path)
        tag = first.headers["ETag"]
        again = world.get(path, If_None_Match=tag)
        assert (again.status_code, again.data) == (304, b"")
        sign_up(event_id, world.resident())
        changed = world.get(path, If_None_Match=tag)
        assert changed.status_code == 200
        assert changed.headers["ETag"] != tag


@pytest.fixture
def remembering(app: Flask) -> None:
    """Keep pages for a minute."""
    list_memory.configure(60)


@pytest.mark.usefixtures("remembering")
def test_memory_serves_the_same_page_without_a_statement(world: World) -> None:
    world.event()
    first = world.get("/events?limit=5")
    with counted_statements() as sent:
        assert world.get("/events?limit=5").data == first.data
    assert sent == []
    assert len(ids(world, "?limit=6")) == 1
    with counted_statements() as sent:
        world.get("/events?limit=7")
    assert len(sent) == 1


@pytest.mark.usefixtures("remembering")
def test_memory_is_not_for_pages_that_depend_on_the_reader(world: World) -> None:
    me, worker = world.resident(), world.staff()
    drafted, mine = on_day(world, 1, state="draft"), on_day(world, 1)
    assert ids(world, "?state=draft", worker) == [drafted]
    assert ids(world, "?state=draft") == []
    assert ids(world, "?mine=true", me) == []
    sign_up(mine, me)
    assert ids(world, "?mine=true", me) == [mine]
    assert ids(world, "?mine=true", worker) == []


@pytest.mark.usefixtures("remembering")
@pytest.mark.parametrize("with_key", [False, True])
def test_memory_ends_with_every_write_to_events(world: World, with_key: bool) -> None:
    worker = world.staff()
    event_id = draft(world, worker)["id"]

    def write(method: str, path: str, body: dict[str, str] | None = None) -> None:
        key = {"Idempotency_Key": new_id()} if with_key else {}
        assert world.call(method, path, worker, body, **key).status_code == 200

    assert ids(world) == []
    write("POST", f"/events/{event_id}/publish")
    assert ids(world) == [event_id]
    write("PATCH", f"/events/{event_id}", {"title": "新名字"})
    assert world.get("/events").json["items"][0]["title"] == "新名字"
    write("POST", f"/events/{event_id}/cancel", {"reason": "下大雨"})
    assert ids(world) == []


@pytest.mark.usefixtures("remembering")
def test_memory_drops_what_was_read_before_the_write_was_committed(world: World) -> None:
    with transaction() as session:
        list_memory.forget_after(session)
        assert list_memory.remembered("page", lambda: b"before") == b"before"
    assert list_memory.remembered("page", lambda: b"after") == b"after"


@pytest.mark.usefixtures("remembering")
def test_memory_keeps_no_more_than_its_size(world: World) -> None:
    page = b"x" * (list_memory.MOST_BYTES // 3)
    for number in range(5):
        list_memory.remembered(str(number), lambda: page)
    asked: list[str] = []

    def read() -> bytes:
        asked.append("again")
        return page

    list_memory.remembered("4", read)
    assert asked == []
    list_memory.remembered("0", read)
    assert asked == ["again"]
    huge = b"x" * (list_memory.MOST_BYTES + 1)
    assert list_memory.remembered("huge", lambda: huge) == huge
