"""What are questions about? Categories are data: a city has the five of the starter bank, and adds its own."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.quizzes.bank_schemas import QuestionCategoryIn, QuestionCategoryPatch
from backend.quizzes.question_bank import require_editor
from models.question import QuestionCategory

FIVE = (
    ("constitution", "宪法与法律"),
    ("geography", "地理"),
    ("festivals", "节日与习俗"),
    ("crafts", "技艺与非遗"),
    ("history", "历史与交流"),
)
"""The categories of the starter bank: id and name, in their order."""


def seed_categories(*, actor: Actor) -> int:
    """Add those of the five that are missing by id; return how many. What a city edited stays.

    One whose name the city has given to another category is named by its id.
    """
    with transaction() as session:
        known = set(session.execute(sa.select(QuestionCategory.id)).scalars())
        names = set(session.execute(sa.select(QuestionCategory.name)).scalars())
        added = [
            QuestionCategory(id=category, name=category if name in names else name, position=position)
            for position, (category, name) in enumerate(FIVE, 1)
            if category not in known
        ]
        session.add_all(added)
        for category in added:
            record(session, actor, "question_category.create", target=category.id)
    return len(added)


def create_category(data: QuestionCategoryIn, *, actor: Actor) -> QuestionCategory:
    """Add a category at the end of the list, or where `position` says. 409 when its id or name is taken."""
    require_editor(actor)
    with transaction() as session:
        if session.get(QuestionCategory, data.id) is not None:
            raise ConflictError("question_category_exists", "这个类别编号已经有了，请换一个编号")
        position = data.position
        if position is None:
            position = (session.scalar(sa.select(sa.func.max(QuestionCategory.position))) or 0) + 1
        category = QuestionCategory(id=data.id, name=data.name, position=position)
        session.add(category)
        _flush(session)
        record(session, actor, "question_category.create", target=category.id)
    return category


def change_category(category_id: str, data: QuestionCategoryPatch, *, actor: Actor) -> QuestionCategory:
    """Rename or move a category. Errors: 404; 409 `question_category_exists` when the name is taken."""
    require_editor(actor)
    changes = data.model_dump(exclude_unset=True)
    nulls = [name for name, value in changes.items() if value is None]
    if nulls:
        raise InvalidError({name: ["missing"] for name in nulls})
    with transaction() as session:
        found = session.get(QuestionCategory, category_id, with_for_update=True) if "\x00" not in category_id else None
        if found is None:
            raise NotFoundError
        different = {name: value for name, value in changes.items() if getattr(found, name) != value}
        if not different:
            return found
        for name, value in different.items():
            setattr(found, name, value)
        _flush(session)
        record(session, actor, "question_category.change", target=found.id, details={"fields": sorted(different)})
    return found


def _flush(session: Session) -> None:
    try:
        session.flush()
    except sa.exc.IntegrityError as exc:
        raise ConflictError("question_category_exists", "已经有同名的类别，请换一个名称") from exc
