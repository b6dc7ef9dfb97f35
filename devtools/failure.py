"""How does a step say that it cannot go on, so that a person reads one sentence and no traceback?"""


class Failure(Exception):  # noqa: N818 - read aloud: "raise Failure"
    """A step cannot go on: one sentence for the person, and the lines worth reading before it."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class Interrupted(Exception):  # noqa: N818 - nothing went wrong, somebody pressed Ctrl-C
    """Somebody asked for the end while there was still something to wait for."""
