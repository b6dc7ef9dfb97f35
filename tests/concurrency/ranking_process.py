"""A process of its own that counts attempts: `python -m tests.concurrency.ranking_process ATTEMPT…`.

It says `ready`, waits for a line, and counts them one after the other.
"""

import sys

from backend.app import create_app
from tests.backend.quizzes.scene import count


def main(attempts: list[str]) -> None:
    with create_app().app_context():
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        for attempt in attempts:
            count(attempt)


if __name__ == "__main__":
    main(sys.argv[1:])
