"""How is the simulated WeChat started? `python -m sandbox.wechat_server --port 8001 --data var/wechat`."""

import argparse
import sys
from pathlib import Path

from werkzeug.serving import make_server

from sandbox.wechat_server.server import APPID, SECRET, QuietHandler, create_server


def main() -> None:
    """Serve until interrupted, to this machine only."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.wechat_server", description="A WeChat server for development."
    )
    parser.add_argument("--port", type=int, default=8001, help="0 takes a free one")
    parser.add_argument(
        "--data", type=Path, help="folder to keep people and tokens in; without it they are gone at the end"
    )
    parser.add_argument("--appid", default=APPID)
    parser.add_argument("--secret", default=SECRET)
    given = parser.parse_args()
    app = create_server(given.data, appid=given.appid, secret=given.secret)
    server = make_server("127.0.0.1", given.port, app, threaded=True, request_handler=QuietHandler)
    sys.stdout.write(f"The sandbox WeChat server answers at http://127.0.0.1:{server.port}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.stdout.write("The sandbox WeChat server has stopped.\n")


if __name__ == "__main__":
    main()
