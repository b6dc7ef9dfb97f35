"""Which questions does an event ask of those who sign up, and does an answer fit its question?

A form is a list of questions, kept in versions: a change makes a new version, so that answers to an old one stay
readable. Options may have limits of their own; they are counted in sign-ups, waiting ones included, so that moving up
from the waiting list never fails on an option.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field, field_validator, model_validator
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError
from backend.http.schemas import In, Out
from models.event import Event, EventForm, EventOption, EventQuota
from models.fields import Places, Slug, Summary, Title
from models.signup import LIVE, Signup

MOST_FIELDS = 12
_SHORT, _LONG = 60, 1000
_PHONE = re.compile(r"^\+?\d{5,15}$")

FieldKind = Literal["short_text", "long_text", "number", "one_of", "many_of", "date", "phone", "yes_no", "consent"]


class FormOption(In):
    """One option; `limit` is how many sign-ups may choose it."""

    key: Slug
    label: Title
    limit: Places | None = None


class FormField(In):
    """One question."""

    key: Slug
    kind: FieldKind
    label: Title
    help: Summary = ""
    required: bool = False
    options: Annotated[list[FormOption], Field(max_length=30, default_factory=list)]

    @field_validator("options")
    @classmethod
    def _options_differ(cls, options: list[FormOption]) -> list[FormOption]:
        if len({option.key for option in options}) < len(options):
            raise ValueError("two options share a key")
        return options

    @model_validator(mode="after")
    def _options_where_asked(self) -> "FormField":
        if (self.kind in {"one_of", "many_of"}) != bool(self.options):
            raise ValueError("questions with a choice, and only those, have options")
        return self


class FormOut(Out):
    """The questions of an event."""

    version: int
    fields: list[FormField]


def check_answers(fields: Sequence[FormField], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept; `InvalidError` names each that does not fit, as `answers.<key>`."""
    wrong = {f"answers.{key}": ["unknown_question"] for key in answers.keys() - {field.key for field in fields}}
    kept: dict[str, Any] = {}
    for field in fields:
        value = answers.get(field.key)
        if value is None or value in ("", []):
            if field.required:
                wrong[f"answers.{field.key}"] = ["missing"]
            continue
        fault = _fault(field, value)
        if fault:
            wrong[f"answers.{field.key}"] = [fault]
        kept[field.key] = value
    if wrong:
        raise InvalidError(dict(sorted(wrong.items())), message="有些问题的回答不对，请检查标出的地方")
    return kept


def _fault(field: FormField, value: Any) -> str | None:
    """Return what is wrong with an answer that was given; None when it is good."""
    options = {option.key for option in field.options}
    if field.kind == "many_of":
        return _choices_fault(options, value)
    if field.kind in {"short_text", "long_text"}:
        return _text_fault(value, _SHORT if field.kind == "short_text" else _LONG)
    good, fault = {
        "number": (_is_number(value), "number_type"),
        "one_of": (isinstance(value, str) and value in options, "not_an_option"),
        "date": (_is_date(value), "date_type"),
        "phone": (isinstance(value, str) and _PHONE.match(value) is not None, "phone_type"),
        "yes_no": (isinstance(value, bool), "bool_type"),
        "consent": (value is True or (value is False and not field.required), "consent_needed"),
    }[field.kind]
    return None if good else fault


def _text_fault(value: Any, longest: int) -> str | None:
    if not isinstance(value, str):
        return "string_type"
    if any(ord(c) < 32 and c != "\n" for c in value):  # noqa: PLR2004  # control characters
        return "control_characters"
    return "string_too_long" if len(value) > longest else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12  # noqa: PLR2004


def _choices_fault(options: set[str], value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(choice, str) for choice in value):
        return "list_type"
    if len(set(value)) < len(value):
        return "chosen_twice"
    return None if set(value) <= options else "not_an_option"


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def limited_choices(fields: Sequence[FormField], answers: Mapping[str, Any]) -> list[str]:
    """Return which limited options these answers choose, as `question:option`, sorted."""
    chosen = []
    for field in fields:
        value = answers.get(field.key)
        picked = value if isinstance(value, list) else [value]
        chosen += [
            f"{field.key}:{option.key}" for option in field.options if option.limit is not None and option.key in picked
        ]
    return sorted(chosen)


def option_full(option: str) -> ConflictError:
    """Return the refusal for an option that is gone."""
    question = option.partition(":")[0]
    return ConflictError("option_full", "这个选项已经选满，请换一个", fields={f"answers.{question}": ["option_full"]})


def fields_of(session: Session, event_id: str, version: int) -> list[FormField]:
    """Return the questions of one version; version 0 asks nothing."""
    form = session.get(EventForm, (event_id, version)) if version else None
    return [FormField.model_validate(field) for field in form.fields] if form else []


def save_form(session: Session, event: Event, quota: EventQuota, fields: list[FormField]) -> None:
    """Make these the questions of an event from now on. The caller holds the quota's lock.

    `InvalidError` on too many or twice the same key; `ConflictError` `option_limit_below_taken` when a limit lies
    under what live sign-ups have chosen already.
    """
    if len(fields) > MOST_FIELDS:
        raise InvalidError({"form": ["too_long"]}, message=f"一个活动最多可以问 {MOST_FIELDS} 个问题")
    if len({field.key for field in fields}) < len(fields):
        raise InvalidError({"form": ["key_twice"]})
    newest = session.scalar(sa.select(sa.func.max(EventForm.version)).where(EventForm.event_id == event.id)) or 0
    session.add(
        EventForm(
            event_id=event.id, version=newest + 1, fields=[field.model_dump() for field in fields], created_at=now()
        )
    )
    event.form_version = newest + 1
    _replace_limits(session, event.id, fields)
    quota.version += 1


def _replace_limits(session: Session, event_id: str, fields: Sequence[FormField]) -> None:
    limits = {
        f"{field.key}:{option.key}": option.limit
        for field in fields
        for option in field.options
        if option.limit is not None
    }
    live = session.scalars(sa.select(Signup.answers).where(Signup.event_id == event_id, Signup.state.in_(LIVE))).all()
    session.execute(sa.delete(EventOption).where(EventOption.event_id == event_id))
    for option, places in limits.items():
        taken = sum(option in limited_choices(fields, answers) for answers in live)
        if taken > places:
            raise ConflictError("option_limit_below_taken", f"已有 {taken} 人选择这个选项，名额不能更少")
        session.add(EventOption(event_id=event_id, option=option, places=places, taken=taken))
