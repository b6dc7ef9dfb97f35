"""Is everybody's name written in the letters it has, joined and in the right order?"""

import subprocess
import sys
from dataclasses import replace

import pytest
import uharfbuzz
from PIL import ImageChops

from backend.documents.direction import pieces
from backend.documents.marks import Face
from backend.documents.poster import poster_pdf
from backend.documents.proof import proof_pdf, proof_picture
from backend.documents.scripts import FONTS, SHAPED, advance, shaped_width
from backend.documents.typefaces import MISSING, fit, plain, runs, width
from tests.backend.documents.reading import ink_outside, link_in, opened, page_of, text_of
from tests.backend.documents.test_documents import POSTER, PROOF

NAMES = {
    "Tibetan": ("བཀྲ་ཤིས་སྒྲོལ་མ", "ལྷ་སའི་ཞོ་སྟོན་དུས་ཆེན་གྱི་བྱེད་སྒོ་དང་སློབ་གྲྭའི་འཛོམས་འདུ"),
    "Uyghur": ("ئايگۈل ئابدۇراخمان", "نورۇز بايرىمى (2026) پائالىيىتى، مەھەللە 社区活动"),
    "Kazakh": ("ايگۇل", "قازاق حالقىنىڭ ناۋرىز مەيرامى"),
    "Yi": ("ꆈꌠ ꀉꁌ", "ꆈꌠꈎꏾ ꄀꐥꌐꅇꌷ 火把节"),
    "Mongolian": ("ᠪᠠᠲᠤ ᠪᠠᠶᠠᠷ", "ᠨᠠᠭᠠᠳᠤᠮ\u202fᠤᠨ ᠪᠠᠶᠠᠷ 那达慕（第三场）"),
    "Zhuang": ("Lǐ Ƨaƽ Vəƃ", "Sam Nyied Sam Gohoux Ƨawƅ 三月三"),
    "Cyrillic": ("Әсел Қазақ", "Ұлттық мереке Наурыз"),
    "Korean": ("김민수", "추석 한마당 中秋"),
    "Lisu": ("ꓡꓲꓢꓴ", "ꓡꓲꓢꓴ ꓬꓱ"),
    "Dai": ("ᥖᥭᥰ ᥘᥫᥰ", "ᦺᦑ ᨴᩱ 泼水节"),
    "Jingpo and Thai": ("ဂျိင်းဖော", "ไทย ສົງການ नमस्ते"),
    "rare Han": ("𠮷野 㛃", "𠮷"),
}


@pytest.mark.parametrize("people", NAMES)
def test_names_and_titles_are_written_in_their_own_letters(people: str) -> None:
    name, event = NAMES[people]
    words = replace(PROOF, name=name, event=event, place=event)
    content, drawn = proof_pdf(words), opened(proof_picture(words))
    text = text_of(content)
    assert MISSING not in text
    assert not set(plain(name + event)) - set(text) - set(" \u202f")
    assert not ink_outside(page_of(content), 0.04)
    assert link_in(drawn) == PROOF.link
    assert not [run for face in ("sans", "serif") for run in runs(name + event, face) if _lacking(run.font, run.text)]
    assert ImageChops.difference(drawn, opened(proof_picture(replace(words, name=MISSING)))).getbbox()


def _lacking(font: str, text: str) -> bool:
    """Tell whether a font would draw its box for what it lacks."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(FONTS[font].file), FONTS[font].number)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return MISSING in text or not all(glyph.codepoint for glyph in buffer.glyph_infos)


def test_a_poster_holds_them_too() -> None:
    content = poster_pdf(replace(POSTER, event=NAMES["Tibetan"][1], place=NAMES["Uyghur"][1]))
    assert MISSING not in text_of(content)
    assert link_in(page_of(content)) == POSTER.link


@pytest.mark.parametrize(("font", "text"), [("NotoNaskhArabic", "ئايگۈل"), ("NotoSansTibetan", "སྒྲོལ")])
def test_letters_are_put_together(font: str, text: str) -> None:
    alone = sum(advance(font, c) or 0 for c in text)
    assert shaped_width(font, text) < alone - 0.1


def test_writing_from_the_right_stands_in_its_order() -> None:
    assert pieces("王小明") == [("王小明", False)]
    assert pieces("نورۇز 2026 社区") == [("社区", False), ("نورۇز 2026 ", True)]
    assert pieces("社区 نورۇز بايرىمى 活动") == [("社区 ", False), ("نورۇز بايرىمى", True), (" 活动", False)]
    assert pieces("ئايگۈل!") == [("ئايگۈل!", True)]
    seen = [run.text for run in runs("نورۇز (2026)", "serif")]
    assert seen == ["(", "2026", ")", "نورۇز "]


def test_a_latin_word_is_in_one_font() -> None:
    found = [(run.font, run.text) for run in runs("Sam Ƨawƅ m\u0304a é", "serif")]
    assert found == [("serif", "Sam "), ("latin", "Ƨawƅ"), ("serif", " "), ("latin", "m\u0304a"), ("serif", " é")]


def test_a_mark_that_a_font_lacks_is_left_out() -> None:
    assert [run.text for run in runs("ཤ\u0fd9\u0f3e", "serif") if _lacking(run.font, run.text)] == []
    assert [run.text for run in runs("〓\u0f72", "serif")] == ["〓"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("བཀྲ་ཤིས", "བཀྲ་ཤིས"),
        ("\u0f72ཤ", "ཤ"),
        ("ཤ" + "\u0f72" * 30, "ཤ" + "\u0f72" * 4),
        ("王\u0f72", "王"),
        ("m\u0304a", "m\u0304a"),
        ("مى\u200cخ", "مى\u200cخ"),
        ("王\u200c明", "王明"),
        ("ᠪᠠ\u202fᠤᠨ", "ᠪᠠ\u202fᠤᠨ"),
        ("王\u202f明", "王 明"),
    ],
)
def test_marks_are_kept_where_they_mean_something(given: str, kept: str) -> None:
    assert plain(given) == kept


@pytest.mark.parametrize("face", ["sans", "serif"])
def test_lines_end_between_syllables_and_letters_keep_their_marks(face: Face) -> None:
    title = NAMES["Tibetan"][1]
    lines = fit(title, face, 8, sizes=(1,), most_lines=20).lines
    assert "".join(lines) == title
    assert all(line[-1] == "་" for line in lines[:-1])
    narrow = fit(title, face, 0.3, sizes=(1,), most_lines=99).lines
    assert not [line for line in narrow if line[0] in "\u0f71\u0f72\u0f74\u0f7a\u0f7c\u0fb3\u0fb2\u0fb1\u0f92"]
    cut = fit(title, face, 9, sizes=(1,), most_lines=1).lines
    assert cut[0][-1] == "…"
    assert width(cut[0], face) <= 9


def test_only_fonts_that_are_needed_are_opened() -> None:
    assert {run.font for run in runs("社区包粽子 Shiliu 2026", "serif")} == {"serif"}
    assert {"NotoSansTibetan", "NotoSansYi", "latin"} < SHAPED


WITHOUT = """
import sys
sys.modules["dynamic_font"] = None
from backend.documents.typefaces import fit, runs
assert [run.text for run in runs("བཀྲ 김민수 王小明", "sans")][-1].endswith("王小明")
assert fit("བཀྲ་ཤིས", "sans", 20, sizes=(1,), most_lines=2).lines
print("".join(run.text for run in runs("ꆈ 王", "sans")))
"""


def test_machine_without_these_fonts_draws_what_it_can() -> None:
    found = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == f"{MISSING} 王"
