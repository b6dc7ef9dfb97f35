"""Do the documents hold what they should, whatever people are called and events are titled?"""

from dataclasses import replace

import psutil
import pytest
from PIL import Image, ImageChops

from backend.documents import paper, proof
from backend.documents.certificate import CertificateWords, certificate_pdf, certificate_picture
from backend.documents.marks import Code, Words
from backend.documents.poster import PosterWords, poster_pdf
from backend.documents.proof import ProofWords, proof_pdf, proof_picture
from tests.backend.documents.reading import ink_outside, link_in, opened, page_of, text_of

PROOF = ProofWords(
    name="王小明",
    event="社区包粽子",
    when="2026年11月25日（星期三）12:00—14:00",
    place="文化广场",
    lasted="2 小时",
    volunteer=False,
    serial="7K3M-P9XQ-2RTV",
    issued_on="2026年11月26日",
    programme="黔西南州民族团结进步创建活动",
    link="https://shiliu.example.org/verify/7K3MP9XQ2RTV",
    address="shiliu.example.org/verify",
)
POSTER = PosterWords(
    event="社区包粽子",
    times=["2026年11月25日（星期三）12:00—14:00"],
    place="文化广场",
    checkin="签到时间：11月25日 11:00 至 14:00，其他时间扫了不能签到。",
    programme="黔西南州民族团结进步创建活动",
    link="https://shiliu.example.org/c/SLP-01KAV0T7Q3ZJ8Y5N9XG2M4W6RB-AbCdEfGhIjKlMnOp",
)
TITLE = "“石榴花开·籽籽同心”各族群众包粽子、唱山歌、品百家宴社区联谊活动暨民族团结进步宣传月启动仪式（第三场）ab"
ODD = (
    "👨‍👩‍👧石榴🌺𠮷龘Zoë王小明长长",
    "𪚥" * 20,
    "🎉" * 20,
    "Z" + "͇̿" * 19,
    "\u202e反过来\u202c",
    "W" * 20,
    "a b\u3000c\n",
    "\u200b",
)


@pytest.mark.parametrize("kind", ["pdf", "picture"])
def test_code_on_a_proof_leads_to_its_page(kind: str) -> None:
    shown = page_of(proof_pdf(PROOF)) if kind == "pdf" else opened(proof_picture(PROOF))
    assert link_in(shown) == PROOF.link
    if kind == "picture":
        assert shown.size == (1080, 1440)


def test_text_of_a_proof_can_be_read_by_programs() -> None:
    content = proof_pdf(PROOF)
    text = text_of(content)
    for words in ("参加证明", "王小明", PROOF.event, PROOF.when, PROOF.place, PROOF.serial, PROOF.issued_on):
        assert words.replace(" ", "") in text, words
    assert PROOF.programme in text
    assert PROOF.address in text
    assert "参加时长2小时" in text
    assert "志愿服务时长2小时" in text_of(proof_pdf(replace(PROOF, volunteer=True)))
    assert len(content) < 100_000


@pytest.mark.parametrize("name", ODD)
def test_odd_names_and_long_titles_stay_inside(name: str) -> None:
    long = replace(PROOF, name=name, event=TITLE, place="文化广场" * 15, programme="民族团结进步创建活动" * 4)
    content = proof_pdf(long)
    for shown in (page_of(content), opened(proof_picture(long))):
        assert not ink_outside(shown, 0.04)
        assert not _anything_between_the_border_and_the_words(shown)
        assert link_in(shown) == PROOF.link
    assert TITLE[:-2] in text_of(content)
    assert len(content) < 300_000


def _anything_between_the_border_and_the_words(shown: Image.Image) -> bool:
    """Tell whether words reach into the strips inside the border at the left and the right."""
    wide, high = shown.size
    strips = [
        shown.crop((round(wide * a), high // 6, round(wide * b), high * 5 // 6)) for a, b in ((0.065, 0.1), (0.9, 0.93))
    ]
    return any(
        ImageChops.difference(strip, Image.new("RGB", strip.size, strip.getpixel((0, 0)))).getbbox() for strip in strips
    )


@pytest.mark.parametrize("letters", [1, 20, 32, 40, 48, 54, 60])
@pytest.mark.parametrize("wide", ["长", "🎉"])
def test_what_is_long_stays_above_the_code(letters: int, wide: str) -> None:
    two_days = "2026年11月25日（星期三）12:00 至 2027年1月14日 12:00"
    long = replace(PROOF, event=wide * letters, place=wide * 60, when=two_days, volunteer=True)
    for size in (paper._A4, paper._PICTURE):
        marks = paper._sheet(proof._paper(long), *size).marks
        [code] = [mark for mark in marks if isinstance(mark, Code)]
        words = {mark.text: mark.y for mark in marks if isinstance(mark, Words)}
        assert words["兹证明"] > words["参加证明"] + 15
        assert words[PROOF.lasted] < code.y - 6


def test_certificate_says_what_was_reached_and_where_to_check_it() -> None:
    words = CertificateWords(
        name="王小明",
        quiz="民族团结进步知识竞赛" * 6,
        score="95.5 分（满分 100 分）",
        finished_on="2026年11月25日",
        serial=PROOF.serial,
        issued_on=PROOF.issued_on,
        programme=PROOF.programme,
        link="https://shiliu.example.org/certificate/7K3MP9XQ2RTV",
        address="shiliu.example.org/certificate",
    )
    content = certificate_pdf(words)
    text = text_of(content)
    for said in ("知识竞赛证书", "王小明", "95.5分（满分100分）", "2026年11月25日", "证书编号", "核对这份证书"):
        assert said in text, said
    for shown in (page_of(content), opened(certificate_picture(words))):
        assert link_in(shown) == words.link
        assert not ink_outside(shown, 0.04)


def test_a_name_with_emoji_is_written_out() -> None:
    text = text_of(proof_pdf(replace(PROOF, name="石榴🌺籽")))
    assert "石榴🌺籽" in text


def test_a_proof_without_a_place_leaves_the_line_out() -> None:
    assert "地点" not in text_of(proof_pdf(replace(PROOF, place="")))


@pytest.mark.parametrize("sessions", [1, 4, 5, 20])
def test_poster_shows_all_sessions_and_a_large_code(sessions: int) -> None:
    times = [f"2026年11月{day}日（星期三）09:00—11:00 第{day}场" for day in range(1, sessions + 1)]
    words = replace(POSTER, event=TITLE if sessions > 4 else POSTER.event, times=times, place="文化广场" * 15)
    content = poster_pdf(words)
    text, shown = text_of(content), page_of(content)
    assert all("".join(one.split())[:20] in text for one in times)
    assert words.event[:-2] in text
    assert "微信扫一扫" in text
    assert "其他时间扫了不能签到" in text
    assert link_in(shown) == POSTER.link
    assert not ink_outside(shown, 0.04)
    assert len(content) < 100_000


def test_poster_is_read_from_afar_and_slightly_damaged() -> None:
    shown = page_of(poster_pdf(POSTER))
    small = shown.resize((shown.width // 3, shown.height // 3))
    assert link_in(small) == POSTER.link
    wide, high = shown.size
    shown.paste((255, 255, 255), (wide // 2, high // 2, wide // 2 + wide // 14, high // 2 + wide // 14))
    assert link_in(shown) == POSTER.link


def test_drawing_many_times_keeps_no_memory() -> None:
    process = psutil.Process()
    proof_pdf(PROOF)
    proof_picture(PROOF)
    before = process.memory_info().rss
    for _ in range(3):
        proof_pdf(PROOF)
        proof_picture(PROOF)
    assert process.memory_info().rss - before < 60 * 2**20
