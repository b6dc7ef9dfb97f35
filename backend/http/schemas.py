"""What do all things that come in and go out share?"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from backend.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from models.fields import Id

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _plausible(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise ValueError("a moment between 2000 and 2100 is meant")
    return moment.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[AwareDatetime, AfterValidator(_plausible), Field(description="YYYY-MM-DDTHH:MM:SSZ")]


class In(BaseModel):
    """What a client writes: types as declared, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What a client reads."""

    model_config = ConfigDict(from_attributes=True)


class PageQuery(In):
    """How much of a list, and from where on."""

    cursor: Annotated[str, Field(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class Problem(Out):
    """What went wrong: a code for programs, a sentence for people, and which fields are meant."""

    code: str
    message: str
    fields: dict[str, list[str]]
    request_id: str


class Point(In):
    """A place on the map; four decimals are about ten metres."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(lambda v: round(v, 4))]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(lambda v: round(v, 4))]


Ids = Annotated[list[Id], Field(max_length=MAX_LIMIT)]
JsonDict = dict[str, Any]
