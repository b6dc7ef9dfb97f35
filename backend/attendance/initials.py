"""By which letters is a name found that is shown masked?"""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """Return the initials of a name in pinyin, small: 王小明 -> wxm; what is not Chinese stays as it is."""
    from pypinyin import Style, lazy_pinyin  # its dictionary is large: loaded where the first roster is asked for

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
