"""What stands on the certificate of a quiz?"""

from dataclasses import dataclass

from backend.documents.paper import Paper, paper_pdf, paper_picture


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """All that stands on a certificate; `link` leads to the page about it, `address` to where one types its number."""

    name: str
    quiz: str
    score: str
    finished_on: str
    serial: str
    issued_on: str
    programme: str
    link: str
    address: str


def certificate_pdf(words: CertificateWords) -> bytes:
    """Return the certificate as a PDF, A4 upright."""
    return paper_pdf(_paper(words))


def certificate_picture(words: CertificateWords) -> bytes:
    """Return the certificate as a PNG, 1080 by 1440."""
    return paper_picture(_paper(words))


def _paper(words: CertificateWords) -> Paper:
    return Paper(
        title="知识竞赛证书",
        called="证书",
        name=words.name,
        said="参加了以下知识竞赛，成绩达到了证书的要求。",
        subject=words.quiz,
        facts=(("成绩", words.score), ("答题日期", words.finished_on)),
        serial=words.serial,
        issued_on=words.issued_on,
        programme=words.programme,
        link=words.link,
        address=words.address,
    )
