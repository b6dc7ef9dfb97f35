"""Which handler does which task?"""

from collections.abc import Callable
from dataclasses import dataclass

from backend.files import tasks as files
from backend.notifications import tasks as notifications
from backend.quizzes.certificates import issue_quiz_certificate
from backend.quizzes.fair_play import look_at_attempt
from backend.verification import tasks as verification


@dataclass(frozen=True, slots=True)
class Handler:
    """What does a task: called with `cause_id`, `caused_at` and the task's arguments, all by keyword.

    Unless it works `in_parts`, one transaction holds all it does and the mark that it is done. `in_parts` is for what
    would keep others from writing for too long, or waits for the network: it must bear being done twice.
    """

    run: Callable[..., None]
    in_parts: bool = False


HANDLERS: dict[str, Handler] = {
    "notify_signup": Handler(notifications.notify_signup),
    "notify_event_changed": Handler(notifications.notify_event_changed, in_parts=True),
    "notify_event_cancelled": Handler(notifications.notify_event_cancelled, in_parts=True),
    "notify_event_not_held": Handler(notifications.notify_event_not_held, in_parts=True),
    "notify_report_decided": Handler(notifications.notify_report_decided),
    "notify_verification_overdue": Handler(notifications.notify_verification_overdue),
    "issue_proofs": Handler(verification.issue_proofs),
    "notify_proof_revoked": Handler(verification.notify_proof_revoked),
    "issue_quiz_certificate": Handler(issue_quiz_certificate),
    "look_at_attempt": Handler(look_at_attempt),
    "delete_pictures": Handler(files.delete_pictures, in_parts=True),
}
"""Name in the outbox -> handler."""
