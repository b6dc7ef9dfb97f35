"""What does somebody hold who was there, and what does everybody else learn of it?"""

from contextlib import ExitStack
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.serials import grouped, read_serial
from backend.core.transaction import reading, transaction
from backend.http import turns
from backend.jobs.worker import work_off
from models.event import Event
from tests.backend.documents.reading import link_in, opened, page_of, text_of
from tests.backend.verification.scene import Scene, scene
from tests.statements import counted_statements
from tests.world import Person

__all__ = ["scene"]

CANARY = "石榴籽🌺王小明"


def issued(scene: Scene, nickname: str = CANARY, **event: Any) -> tuple[Person, dict[str, Any]]:
    """Let somebody come to the event that is then verified; return the person and the proof."""
    if event:
        with transaction() as session:
            session.execute(sa.update(Event).where(Event.id == scene.event).values(**event))
    person, _ = scene.came(nickname)
    scene.report()
    scene.decide()
    work_off()
    return person, proof_of(scene, person)


def proof_of(scene: Scene, person: Person) -> dict[str, Any]:
    [proof] = scene.world.get("/me/proofs", person).json["items"]
    return dict(proof)


def revoke(scene: Scene) -> None:
    """Take the only record off the closed sheet."""
    from models.attendance import Attendance

    with reading() as connection:
        attendance = connection.execute(sa.select(Attendance.id)).scalar_one()
    body = {"remove": attendance, "reason": "签错了人"}
    answer = scene.world.post(f"/events/{scene.event}/attendance-corrections", scene.verifier, body)
    assert answer.status_code == 201, answer.json


def look(scene: Scene, url: str) -> TestResponse:
    parts = urlsplit(url)
    return scene.world.client.open(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def page(scene: Scene, typed: str) -> TestResponse:
    return scene.world.client.get("/verify", query_string={"serial": typed})


def test_owner_opens_the_proof_as_a_document_and_as_a_picture(scene: Scene) -> None:
    _, proof = issued(scene, volunteer=True)
    document = look(scene, proof["pdf_url"])
    assert (document.status_code, document.content_type) == (200, "application/pdf")
    text = text_of(document.data)
    for words in (CANARY, "社区包粽子", "2026年11月25日（星期三）12:00—14:00", "文化广场", "志愿服务时长2小时"):
        assert words in text, words
    assert grouped(proof["serial"]) in text
    assert "签发日期2026年11月25日" in text
    assert "民族团结进步创建活动" in text
    assert "127.0.0.1:8000/verify" in text
    assert len(document.data) < 300_000
    picture = look(scene, proof["picture_url"])
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert link_in(opened(picture.data)) == link_in(page_of(document.data)) == proof["verify_url"]
    assert proof["verify_url"] == f"http://127.0.0.1:8000/verify/{proof['serial']}"
    for answer, ending in ((document, "pdf"), (picture, "png")):
        assert answer.headers["Cache-Control"] == "private"
        name = answer.headers["Content-Disposition"]
        assert name.isascii()
        assert f'filename="shiliu-{proof["serial"]}.{ending}"' in name
        assert unquote(name).endswith(f"参加证明-{proof['serial']}.{ending}")


def test_link_expires_and_is_good_for_nothing_else(scene: Scene) -> None:
    _, proof = issued(scene)
    link = proof["pdf_url"]
    for wrong in (
        link.replace(".pdf", ".png"),
        link.replace(proof["serial"], "0" * 12),
        link.replace(proof["serial"], proof["serial"].lower()),
        link.replace("until=1", "until=2"),
        link[:-1],
        link.replace("sig=", "sig=é"),
    ):
        assert (look(scene, wrong).status_code, look(scene, wrong).json["code"]) == (404, "not_found"), wrong
    assert look(scene, link.partition("?")[0]).status_code == 422
    scene.clock.move(minutes=30)
    expired = look(scene, link)
    assert (expired.status_code, expired.json["code"]) == (403, "link_expired")


def test_revoked_proof_gives_no_document(scene: Scene) -> None:
    person, proof = issued(scene)
    revoke(scene)
    for link in (proof["pdf_url"], proof["picture_url"]):
        answer = look(scene, link)
        assert (answer.status_code, answer.json["code"]) == (404, "proof_revoked")
    again = proof_of(scene, person)
    assert (again["pdf_url"], again["picture_url"]) == (None, None)
    assert again["verify_url"] == proof["verify_url"]


def test_anybody_learns_that_a_proof_is_valid_and_nothing_of_its_person(scene: Scene) -> None:
    person, proof = issued(scene)
    answer = look(scene, proof["verify_url"])
    html = answer.text
    assert answer.status_code == 200
    for words in ("有效", "社区包粽子", "2026年11月25日", "文化广场", grouped(proof["serial"])):
        assert words in html, words
    for hidden in (CANARY, "王小明", person.id, "手机", scene.event, "已撤销"):
        assert hidden not in html, hidden


def test_page_loads_nothing_and_tells_nobody(scene: Scene) -> None:
    for answer in (page(scene, "0" * 12), scene.world.client.get("/verify"), scene.world.client.get("/c/SLP-x-y")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert 'name="robots" content="noindex' in answer.text
        for loading in ("<script", "src=", "url(", "@import", "<link", "style="):
            assert loading not in answer.text, loading


def test_revoked_proof_says_since_when_and_not_why(scene: Scene) -> None:
    _, proof = issued(scene)
    scene.clock.move(days=2)
    revoke(scene)
    answer = look(scene, proof["verify_url"])
    assert answer.status_code == 200
    assert "已撤销" in answer.text
    assert "2026年11月27日" in answer.text
    assert "签错了人" not in answer.text
    assert CANARY not in answer.text


def test_number_is_found_however_it_is_typed(scene: Scene) -> None:
    _, proof = issued(scene)
    serial = proof["serial"]
    for typed in (serial.lower(), grouped(serial), f" {serial[:6]} {serial[6:]} ", grouped(serial).replace("-", "—")):
        assert page(scene, typed).status_code == 200, typed
        assert scene.world.client.get(f"/verify/{typed.strip()}").status_code == 200, typed


@pytest.mark.parametrize("typed", ["0" * 12, "x", "<script>alert(1)</script>", "%00", "U" * 12, "0" * 500, "石榴"])
def test_unknown_number_is_answered_in_a_friendly_way(scene: Scene, typed: str) -> None:
    answer = page(scene, typed)
    assert answer.status_code == 404
    assert "查无此证" in answer.text
    assert "<script" not in answer.text
    assert scene.world.client.get("/verify").status_code == 200


def test_page_costs_one_statement_and_none_for_what_is_no_number(scene: Scene) -> None:
    _, proof = issued(scene)
    for url, cost in ((proof["verify_url"], 1), ("/verify/x", 0), ("/verify", 0), ("/c/SLP-x-y", 0)):
        with counted_statements() as seen:
            look(scene, url)
        assert len(seen) == cost, seen


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7k3m-p9xq-2rtv", "7K3MP9XQ2RTV"),
        ("OIL0 1111 2222", "011011112222"),
        ("７Ｋ３Ｍ", None),
        ("7K3MP9XQ2RT", None),
        ("7K3MP9XQ2RTVV", None),
        ("7K3MP9XQ2RTU", None),
        ("", None),
    ],
)
def test_letters_taken_for_others_are_read_as_meant(typed: str, meant: str | None) -> None:
    assert read_serial(typed) == meant


def test_many_who_open_one_link_at_once_leave_room_for_others(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    _, proof = issued(scene)
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.2)
    with turns.turn_to_draw():
        for kind in ("pdf_url", "picture_url"):
            refused = look(scene, proof[kind])
            assert (refused.status_code, refused.json["code"], refused.headers["Retry-After"]) == (503, "busy", "3")
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60)
    with ExitStack() as waiting:
        for _ in range(turns.MOST_AT_ONCE):
            assert turns._places.acquire(blocking=False)
            waiting.callback(turns._places.release)
        assert look(scene, proof["pdf_url"]).status_code == 503
    assert look(scene, proof["pdf_url"]).status_code == 200


def test_proofs_of_all_peoples_bear_their_names(scene: Scene) -> None:
    _, proof = issued(scene, "བཀྲ་ཤིས", title="نورۇز بايرىمى ꆈꌠ ᠪᠠᠲᠤ")
    text = text_of(look(scene, proof["pdf_url"]).data)
    assert "〓" not in text
    assert set("བཀྲ་ཤིསنورۇزꆈꌠᠪᠠᠲᠤ") <= set(text)
