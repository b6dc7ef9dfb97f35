"""Which command was given, with which options, and how does its outcome become an exit code?"""

import argparse
import os
from pathlib import Path

from devtools import checking, console, data_dir, measuring
from devtools.failure import Failure, Interrupted
from devtools.running import RunOptions, run
from devtools.stop import StopRequest

_TEST = "run every check and test; arguments (folders, -k …) go to pytest, which then runs alone"
_BENCH = "measure: dev.py bench NAME [options]; without a name it lists what there is"


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit code: 0 done, 1 not possible, 128 + signal stopped early."""
    console.prepare()
    stop = StopRequest()
    stop.listen()
    try:
        return _dispatch(arguments, stop)
    except Failure as failure:
        if failure.details:
            console.complain(failure.details)
        console.complain(failure.sentence)
        return 1
    except Interrupted:
        return 128 + stop.signal_number


def _dispatch(arguments: list[str], stop: StopRequest) -> int:
    # Not through argparse: what follows test and bench belongs to other programs, options included.
    if arguments[:1] == ["test"] and arguments[1:2] not in (["-h"], ["--help"]):
        return checking.test(arguments[1:], stop)
    if arguments[:1] == ["bench"]:
        return measuring.bench(arguments[1:], stop)
    options = _parser().parse_args(arguments)
    # Absolute, since the children work in the checkout; not resolved, since a link is the person's own choice.
    data = Path(os.path.abspath(options.data))  # noqa: PTH100 - Path.resolve would follow links
    return run(RunOptions(port=options.port, data=data, reset=options.reset, seed=options.seed), stop)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Start, test or measure Shiliu.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="run|test|bench")
    running = commands.add_parser("run", help="set up and start everything with a demo city, until Ctrl-C")
    running.add_argument(
        "--port", type=int, default=8000, help="web server; the sandbox WeChat server takes the next one (default 8000)"
    )
    running.add_argument("--data", type=Path, default=data_dir.DEFAULT, help="folder of all data (default: var)")
    running.add_argument("--reset", action="store_true", help="empty the data folder first, without asking")
    running.add_argument(
        "--seed", choices=["small", "city"], default="small", help="how much demo data (default small)"
    )
    commands.add_parser("test", help=_TEST, description=_TEST)
    commands.add_parser("bench", help=_BENCH, description=_BENCH)
    return parser
