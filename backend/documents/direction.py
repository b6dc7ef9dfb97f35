"""In which order do the pieces of a line stand that holds writing from right to left?

Like the Unicode bidirectional algorithm, as far as a name or a title needs it: what stands between two words of one
direction goes with them, what stands at the end goes with the line, and the line goes as its first word does.
"""

import unicodedata
from itertools import groupby

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN", "NSM", "ES", "ET", "CS"})
_MIRRORED = str.maketrans("()[]{}<>«»（）《》〈〉「」【】", ")(][}{><»«）（》《〉〈」「】【")


def mirrored(character: str) -> str:
    """Return what stands for a bracket where writing goes from right to left."""
    return character.translate(_MIRRORED)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a line from left to right as they are seen, and of each whether it is read from the right."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    if not _RIGHT_TO_LEFT.intersection(kinds):
        return [(text, False)]
    base = next(kind for kind in kinds if kind == "L" or kind in _RIGHT_TO_LEFT) != "L"
    marked = zip(text, _directions(kinds, base=base), strict=True)
    parts = [("".join(c for c, _ in same), way) for way, same in groupby(marked, key=lambda pair: pair[1])]
    return parts[::-1] if base else parts


def _directions(kinds: list[str], *, base: bool) -> list[bool]:
    """Return of each character whether it goes from right to left."""
    before: list[bool | None] = []
    last = base
    for kind in kinds:
        if kind == "L" or kind in _RIGHT_TO_LEFT:
            last = kind != "L"
        before.append(last if kind in _NUMBERS or kind == "L" or kind in _RIGHT_TO_LEFT else None)
    found: list[bool] = []
    after = _following(before, base=base)
    for place, known in enumerate(before):
        left = found[-1] if found else base
        found.append(known if known is not None else left if left == after[place] else base)
    return found


def _following(known: list[bool | None], *, base: bool) -> list[bool]:
    """Return of each place which way the next goes whose way is known."""
    found, following = [], base
    for way in reversed(known):
        following = way if way is not None else following
        found.append(following)
    return found[::-1]
