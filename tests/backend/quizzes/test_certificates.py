"""Who gets a certificate, what stands on it, and what does everybody else learn of it?"""

from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.serials import grouped
from backend.core.transaction import reading, transaction
from backend.jobs.worker import work_off
from backend.quizzes.certificates import issue_quiz_certificate
from models.quiz import Quiz, QuizCertificate
from tests.backend.documents.reading import link_in, opened, page_of, text_of
from tests.backend.quizzes.scene import Scene, add_quiz, audited, scene
from tests.conftest import NOON
from tests.statements import counted_statements, statements
from tests.world import CITY, OTHER_COUNTY, Person

__all__ = ["scene"]

CANARY = "石榴籽🌺王小明"


@pytest.fixture(autouse=True)
def _share(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Quiz, scene.quiz).certificate_from = 80


def hand_in(scene: Scene, person: Person, score: int = 9550) -> str:
    """Hand in a paper; the job looks whether it brings a certificate."""
    attempt = scene.finish(person.id, score)
    issue_quiz_certificate(cause_id=attempt, caused_at=NOON, attempt_id=attempt)
    return attempt


def own(scene: Scene, person: Person) -> list[dict[str, Any]]:
    return list(scene.world.get("/me/certificates", person).json["items"])


def look(scene: Scene, url: str) -> TestResponse:
    parts = urlsplit(url)
    return scene.world.client.open(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def test_certificate_comes_from_the_share_on_and_stays_one(scene: Scene) -> None:
    me = scene.world.resident()
    hand_in(scene, me, 7999)
    assert own(scene, me) == []
    first = hand_in(scene, me, 8000)
    hand_in(scene, me, 10_000)
    issue_quiz_certificate(cause_id=first, caused_at=NOON, attempt_id=first)
    [certificate] = own(scene, me)
    assert (certificate["score"], certificate["full"], certificate["revoked_at"]) == (8000, 10_000, None)
    assert certificate["quiz"] == {"id": scene.quiz, "title": "民族团结知识竞赛"}
    none = Scene(scene.world, add_quiz(certificate_from=None))
    hand_in(none, me, 10_000)
    assert len(own(scene, me)) == 1


def test_owner_opens_it_as_a_document_and_as_a_picture(scene: Scene) -> None:
    me = scene.world.resident(CANARY)
    hand_in(scene, me)
    [certificate] = own(scene, me)
    document = look(scene, certificate["pdf_url"])
    assert (document.status_code, document.content_type) == (200, "application/pdf")
    text = text_of(document.data)
    for words in ("知识竞赛证书", CANARY, "民族团结知识竞赛", "95.5分（满分100分）", grouped(certificate["serial"])):
        assert words in text, words
    assert "证书编号" in text
    assert "证明编号" not in text
    picture = look(scene, certificate["picture_url"])
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert link_in(opened(picture.data)) == link_in(page_of(document.data)) == certificate["verify_url"]
    for wrong in (certificate["pdf_url"].replace(".pdf", ".png"), certificate["pdf_url"][:-1]):
        assert look(scene, wrong).status_code == 404
    assert look(scene, certificate["pdf_url"].partition("?")[0]).status_code == 422


def test_anybody_learns_that_it_is_valid_and_nothing_of_its_person(scene: Scene) -> None:
    me = scene.world.resident(CANARY)
    hand_in(scene, me)
    [certificate] = own(scene, me)
    for url in (
        certificate["verify_url"],
        f"/verify/{certificate['serial']}",
        f"/certificate?serial={certificate['serial']}",
    ):
        answer = look(scene, url)
        assert answer.status_code == 200, url
        for words in ("有效", "民族团结知识竞赛", "95.5 分", grouped(certificate["serial"])):
            assert words in answer.text, words
        for hidden in (CANARY, "王小明", me.id, "已撤销"):
            assert hidden not in answer.text, hidden
    for typed, status in (("0" * 12, 404), ("x", 404), ("%3Cscript%3E", 404)):
        for page in ("certificate", "verify"):
            assert look(scene, f"/{page}/{typed}").status_code == status
    assert look(scene, "/certificate").status_code == 200
    with counted_statements() as seen:
        look(scene, certificate["verify_url"])
    assert len(seen) == 1


def test_revoked_number_stays_and_another_follows(scene: Scene) -> None:
    staff, me = scene.world.staff("city_admin", CITY), scene.world.resident()
    hand_in(scene, me)
    [first] = own(scene, me)
    path, body = f"/certificates/{first['serial']}/revoke", {"reason": "成绩有误"}
    far = scene.world.staff("county_admin", OTHER_COUNTY)
    for who, status in ((me, 403), (far, 404), (staff, 204), (staff, 409)):
        assert scene.world.post(path, who, body).status_code == status
    assert scene.world.post("/certificates/000000000000/revoke", staff, body).status_code == 404
    [gone] = own(scene, me)
    assert (gone["pdf_url"], gone["picture_url"]) == (None, None)
    answer = look(scene, first["pdf_url"])
    assert (answer.status_code, answer.json["code"]) == (404, "certificate_revoked")
    page = look(scene, first["verify_url"])
    assert "已撤销" in page.text
    assert "成绩有误" not in page.text
    hand_in(scene, me, 10_000)
    second = own(scene, me)[0]
    with reading() as connection:
        rows = connection.execute(sa.select(QuizCertificate.serial, QuizCertificate.follows)).all()
    assert dict(rows) == {first["serial"]: None, second["serial"]: first["serial"]}
    assert audited("certificate.revoke") == [{"user_id": me.id, "reason": "成绩有误"}]


def test_void_attempt_takes_its_certificate_along_and_the_next_brings_one(scene: Scene) -> None:
    staff, me = scene.world.staff("city_admin", CITY), scene.world.resident()
    first = hand_in(scene, me, 9000)
    scene.finish(me.id, 8500)
    assert scene.world.post(f"/attempts/{first}/void", staff, {"reason": "替人答题"}).status_code == 200
    [gone] = own(scene, me)
    assert gone["revoked_at"] is not None
    work_off()
    newest, older = own(scene, me)
    assert (newest["score"], newest["revoked_at"], older["serial"]) == (8500, None, gone["serial"])
    issue_quiz_certificate(cause_id=first, caused_at=NOON, attempt_id=first)  # a job that comes late
    assert len(own(scene, me)) == 2


def test_list_of_certificates_goes_page_by_page(scene: Scene, time_stands) -> None:
    me = scene.world.resident()
    for _ in range(3):
        hand_in(Scene(scene.world, add_quiz(certificate_from=0)), me)
        time_stands.move(minutes=1)
    all_of_them = [item["serial"] for item in own(scene, me)]
    first = scene.world.get("/me/certificates?limit=2", me).json
    second = scene.world.get(f"/me/certificates?limit=2&cursor={first['next_cursor']}", me).json
    assert [item["serial"] for item in first["items"] + second["items"]] == all_of_them
    assert len(all_of_them) == 3
    assert statements(scene.world, "/me/certificates?limit=1", me) == 1
    assert statements(scene.world, "/me/certificates?limit=3", me) == 1
