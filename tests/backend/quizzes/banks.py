"""Questions to put into files."""

from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from backend.quizzes.bank_schemas import QuestionFields
from backend.quizzes.question_bank import problems_of

_AWKWARD = st.sampled_from(
    ["=1+1", "~", "#", "####", "{", "}", ":", "::", "\\", "\\n", "%50%", "[plain]", "'=", "'", '"', ",", ";", "\n",
     "//", "$CATEGORY: x", "A. ", "ANSWER: B", "->", "=cmd|'/c calc'!A0", "@", "+", "-", "😀", "👨\u200d👩\u200d👧",
     "é", "\u2028", "\x85", "\t", "_x0041_", "\ufeff", "<b>", "&amp;", "T", "F", "一", "石榴", " ", "＝", "1", "TRUE",
     "2026-01-01"]
)  # fmt: skip
_LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_TEXT = st.lists(st.one_of(_AWKWARD, _LETTERS), min_size=1, max_size=12).map("".join)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts as the bank keeps them: trimmed, not empty, no control characters."""
    return _TEXT.map(lambda text: text[:longest].strip()).filter(bool)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["single", "multiple", "true_false"]))
    said: dict[str, Any] = {
        "type": kind,
        "category": draw(st.sampled_from(["geography", "history"])),
        "difficulty": draw(st.sampled_from(["easy", "medium", "hard"])),
        "stem": draw(texts(500)),
        "options": [],
        "truth": None,
        "source": draw(texts(200)),
        "explanation": draw(st.one_of(st.just(""), texts(500))),
    }
    if kind == "true_false":
        said["truth"] = draw(st.booleans())
        return said
    words = draw(st.lists(texts(200), min_size=2, max_size=8, unique=True))
    most = len(words) if kind == "multiple" else 1
    right = draw(st.sets(st.integers(0, len(words) - 1), min_size=min(2, most), max_size=most))
    said["options"] = [{"text": text, "right": place in right} for place, text in enumerate(words)]
    return said


@st.composite
def banks(draw: st.DrawFn, most: int = 6) -> list[SimpleNamespace]:
    """Questions as a row of the bank shows them, all of them valid, sorted as an export has them."""
    found = draw(st.lists(contents(), min_size=1, max_size=most))
    for each in found:
        assert problems_of(QuestionFields.model_validate(each)) == {}
    rows = [SimpleNamespace(code=f"t-{number}", **each) for number, each in enumerate(found)]
    return sorted(rows, key=lambda row: (row.category, row.code))
