"""What comes in and goes out about photos?"""

from typing import Annotated

from pydantic import Field

from backend.http.schemas import In, Out
from backend.http.signed_links import SignedQuery
from models.fields import Id, Slug

Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="in parts of 1")]
Length = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False, description="in parts of 1")]


class Rectangle(In):
    """What to make unreadable, from the upper left corner of the upright picture; what lies outside does not count."""

    x: Part
    y: Part
    width: Length
    height: Length


class BlurIn(In):
    """Faces, numbers of cars, whatever nobody should read."""

    rectangles: Annotated[list[Rectangle], Field(min_length=1, max_length=50)]


class LinkQuery(SignedQuery):
    """What a signed link to a picture carries."""

    revision: Slug


class PictureLinks(Out):
    """Where the three sizes are shown, for some minutes."""

    small: str
    medium: str
    large: str


class FileOut(Out):
    """A photo; `url` is the large size, and all links are good for 15 to 30 minutes."""

    id: Id
    url: str
    urls: PictureLinks
    width: int
    height: int
