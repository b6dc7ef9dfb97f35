"""Who is asking?"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a grant makes of a person in a region (product.md, "People")."""

    COMMUNITY_WORKER = "community_worker"
    TOWNSHIP_REVIEWER = "township_reviewer"
    COUNTY_ADMIN = "county_admin"
    CITY_ADMIN = "city_admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Grant:
    """A right: a role in a region and all below it, for a time."""

    role: Role
    region_code: str
    starts_at: datetime
    ends_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Tell whether the right is in force at a moment."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, or nobody in particular."""

    user_id: str | None = None
    home_region_code: str | None = None
    grants: tuple[Grant, ...] = field(default=())
    session_hash: str | None = None

    @property
    def is_signed_in(self) -> bool:
        """Tell whether anybody is logged in."""
        return self.user_id is not None

    @property
    def id(self) -> str:
        """The id of who is logged in; asked only where the route demands a login."""
        if self.user_id is None:
            raise RuntimeError("this use case needs somebody who is logged in")
        return self.user_id


NOBODY = Actor()
"""A visitor who did not log in."""

SYSTEM = Actor()
"""The product itself: jobs and commands."""
