"""Who may do what? All of it on one screen."""

from enum import StrEnum

from backend.core.actor import Role


class Permission(StrEnum):
    """One thing that somebody may do, within the regions of a grant."""

    EVENT_EDIT = "event.edit"
    EVENT_SEE_DRAFTS = "event.see_drafts"
    SIGNUP_SEE_ALL = "signup.see_all"
    SIGNUP_MANAGE = "signup.manage"
    ATTENDANCE_RECORD = "attendance.record"
    EVENT_VERIFY = "event.verify"
    CAMPAIGN_EDIT = "campaign.edit"
    PLACE_KIND_EDIT = "place_kind.edit"
    GRANT_SEE = "grant.see"
    GRANT_GIVE = "grant.give"
    RESIDENT_RECORD = "resident.record"
    QUESTION_EDIT = "question.edit"
    QUESTION_SEE = "question.see"
    QUIZ_EDIT = "quiz.edit"
    QUIZ_SEE = "quiz.see"


P = Permission

_WORKER = frozenset(
    {
        *(P.EVENT_EDIT, P.EVENT_SEE_DRAFTS, P.EVENT_VERIFY, P.SIGNUP_SEE_ALL, P.SIGNUP_MANAGE),
        *(P.ATTENDANCE_RECORD, P.RESIDENT_RECORD, P.QUIZ_SEE),
    }
)
_COUNTY = _WORKER | {
    *(P.CAMPAIGN_EDIT, P.GRANT_SEE, P.GRANT_GIVE, P.QUESTION_EDIT, P.QUESTION_SEE, P.QUIZ_EDIT),
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.COMMUNITY_WORKER: _WORKER,
    Role.TOWNSHIP_REVIEWER: _WORKER,
    Role.COUNTY_ADMIN: _COUNTY,
    Role.CITY_ADMIN: _COUNTY | {P.PLACE_KIND_EDIT},
    Role.AUDITOR: frozenset({P.EVENT_SEE_DRAFTS, P.SIGNUP_SEE_ALL, P.GRANT_SEE, P.QUESTION_SEE, P.QUIZ_SEE}),
}
"""Role -> what it may do. What is not listed is not allowed."""

RANK: dict[Role, int] = {
    Role.AUDITOR: 0,
    Role.COMMUNITY_WORKER: 1,
    Role.TOWNSHIP_REVIEWER: 2,
    Role.COUNTY_ADMIN: 3,
    Role.CITY_ADMIN: 4,
}
"""Who gives a grant stands above the role that it gives."""
