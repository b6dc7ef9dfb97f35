"""What stands on a proof of attendance?"""

from dataclasses import dataclass

from backend.documents.paper import Paper, paper_pdf, paper_picture


@dataclass(frozen=True, slots=True)
class ProofWords:
    """All that stands on a proof; `link` leads to the page about it, `address` to where its number is typed in."""

    name: str
    event: str
    when: str
    place: str
    lasted: str
    volunteer: bool
    serial: str
    issued_on: str
    programme: str
    link: str
    address: str


def proof_pdf(words: ProofWords) -> bytes:
    """Return the proof as a PDF, A4 upright."""
    return paper_pdf(_paper(words))


def proof_picture(words: ProofWords) -> bytes:
    """Return the proof as a PNG, 1080 by 1440."""
    return paper_picture(_paper(words))


def _paper(words: ProofWords) -> Paper:
    lasted = "志愿服务时长" if words.volunteer else "参加时长"
    return Paper(
        title="参加证明",
        called="证明",
        name=words.name,
        said="参加了以下活动，到场情况已经核实。",
        subject=words.event,
        facts=(("时间", words.when), ("地点", words.place), (lasted, words.lasted)),
        serial=words.serial,
        issued_on=words.issued_on,
        programme=words.programme,
        link=words.link,
        address=words.address,
    )
