"""How fast is the same sign-up written the usual way? An ORM entity for each table, a row lock and a counter.

It checks the session and the form, and writes party, audit row, outbox row and kept answer, as the product does, on the
same tables. It is here to be compared with, and leaves out only what the load never asks for.
"""

import hashlib
import os
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask, Response, jsonify, request
from pydantic import ValidationError

from backend.signups import form
from backend.signups.schemas import SignupIn, SignupOut
from models.audit import AuditEntry
from models.base import db
from models.engine import normal_url
from models.event import Event, EventForm, EventQuota
from models.ids import new_id
from models.outbox import IdempotentAnswer, OutboxEntry
from models.signup import LIVE, Signup
from models.user import Session, User

Answer = Response | tuple[Response, int]


def create_app() -> Flask:
    """Return the application."""
    app = Flask("usual")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=normal_url(os.environ["DATABASE_URL"]),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": int(os.environ["SHILIU_THREADS"]), "max_overflow": 0},
    )
    db.init_app(app)
    app.add_url_rule("/api/v1/events/<event_id>/signups", view_func=sign_up, methods=["POST"])
    return app


def sign_up(event_id: str) -> Answer:
    """Take places for the party, or join the waiting list."""
    user = _user()
    if user is None:
        return _refused("login_needed", 401)
    key = request.headers["Idempotency-Key"]
    kept = db.session.get(IdempotentAnswer, (user.id, key))
    if kept is not None:
        return Response(kept.body, kept.status, content_type="application/json")
    event = db.get_or_404(Event, event_id)
    try:
        data = SignupIn.model_validate(request.get_json())
    except ValidationError:
        return _refused("invalid", 422)
    questions = db.session.get(EventForm, (event.id, event.form_version))
    fields = [form.FormField.model_validate(field) for field in questions.fields] if questions else []
    answers = form.check_answers(fields, data.answers)
    moment = datetime.now(UTC)
    if not event.signup_opens_at <= moment < event.signup_closes_at or len(data.party) > event.party_max:
        return _refused("signup_closed", 409)
    signup = _place(event, user, data, answers, moment)
    if signup is None:
        return _refused("already_signed_up", 409)
    answer = jsonify(SignupOut.model_validate(signup).model_dump(mode="json"))
    _note(event, user, signup, key, answer)
    db.session.commit()
    return answer, 201


def _user() -> User | None:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    login = db.session.get(Session, hashlib.sha256(token.encode()).hexdigest())
    if login is None or login.revoked_at is not None or login.expires_at <= datetime.now(UTC):
        return None
    return db.session.get(User, login.user_id)


def _place(event: Event, user: User, data: SignupIn, answers: dict[str, object], moment: datetime) -> Signup | None:
    """Count the party in under the lock of the event's places; None when the person is signed up already."""
    quota = db.session.scalars(sa.select(EventQuota).filter_by(event_id=event.id).with_for_update()).one()
    found = db.session.scalars(
        sa.select(Signup).where(Signup.event_id == event.id, Signup.user_id == user.id, Signup.state.in_(LIVE))
    ).first()
    if found is not None:
        return None
    seats = 1 + len(data.party)
    fits = quota.capacity is None or quota.taken + seats <= quota.capacity
    quota.seq += 1
    if fits:
        quota.taken += seats
    else:
        quota.waiting += 1
    signup = Signup(
        id=new_id(),
        event_id=event.id,
        user_id=user.id,
        state="confirmed" if fits else "waiting",
        seq=quota.seq,
        party=[companion.model_dump() for companion in data.party],
        seats=seats,
        answers=answers,
        form_version=event.form_version,
        created_at=moment,
        updated_at=moment,
    )
    signup.position = None if fits else quota.waiting  # type: ignore[attr-defined]
    db.session.add(signup)
    return signup


def _note(event: Event, user: User, signup: Signup, key: str, answer: Response) -> None:
    moment = signup.created_at
    details = {"state": signup.state, "seats": signup.seats}
    asked = hashlib.sha256(request.get_data()).hexdigest()
    db.session.add_all(
        [
            AuditEntry(
                at=moment,
                actor_id=user.id,
                action="signup.enter",
                target_id=signup.id,
                region_code=event.region_code,
                details=details,
            ),
            OutboxEntry(
                task="notify_signup", arguments={"signup_id": signup.id, "kind": signup.state}, created_at=moment
            ),
            IdempotentAnswer(
                user_id=user.id,
                key=key,
                request_hash=asked,
                status=201,
                body=answer.get_data(as_text=True),
                created_at=moment,
            ),
        ]
    )


def _refused(code: str, status: int) -> Answer:
    return jsonify({"code": code}), status
