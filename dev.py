"""How do I start Shiliu here, or test it, with nothing but Python and a network?

    python3 dev.py run      set up, start and stop the whole product with a demo city
    python3 dev.py test     run every check and test
    python3 dev.py bench    measure

This file alone must be readable by any Python 3, however old, so that an old one gets a sentence and not a
SyntaxError; all else is in devtools/, which stands on the standard library alone.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an old Python is just what this line is for
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit("Shiliu needs Python 3.11 or newer and this is Python " + found + "; try: python3.11 dev.py")

if os.name != "posix":
    sys.exit("Shiliu runs on Linux and macOS; on Windows, start it inside WSL (wsl --install).")

from devtools.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
