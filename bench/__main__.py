"""Which measurement is meant? `python -m bench NAME [options]`."""

import importlib
import sys

PROGRAMMES = {
    "signups": "the goals of speed and size, with real servers, against pgbench and an endpoint written the usual way",
    "checkin": "checking in: its speed, how long it takes beside a flood of sign-ups, and rows kept offline",
    "quiz": "a quiz: its opening, papers, boards of a million people, rows, import, and CTFd beside it",
    "regions": "the import of a whole country's regions",
    "photos": "a photo of 12 megapixels, from the request to the answer",
}


def main(argv: list[str]) -> int:
    """Run the measurement that was named; without a name, say which there are."""
    if not argv or argv[0] not in PROGRAMMES:
        print("\n".join(f"python3 dev.py bench {name:<12}{what}" for name, what in PROGRAMMES.items()))
        return 2
    measured: int = importlib.import_module(f"bench.{argv[0]}").main(argv[1:])
    return measured


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
