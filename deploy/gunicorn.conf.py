"""How does gunicorn serve Shiliu? `gunicorn -c deploy/gunicorn.conf.py wsgi:app`; the address is given by --bind."""

import os
from pathlib import Path

# Threads wait for the database while others compute. Measured against sync, gevent and others: docs/performance.md.
worker_class = "gthread"

# One process for each core that we may use (in a container often fewer than the machine has).
_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
workers = int(os.environ.get("WEB_CONCURRENCY") or _cores)

# While half of them wait for a commit that they share, the other half computes: 16 serve a hot event far better than
# 8, and short reads about as well (docs/performance.md). The application sizes its connection pools by the same
# variable, so that a thread never waits for a connection and the database knows the most that can come.
threads = int(os.environ.get("SHILIU_THREADS") or 16)

# A phone that opens a page asks several times within seconds; longer only holds connections that nobody uses.
keepalive = 5

# Memory is measured not to grow, so no worker is ever replaced in mid-traffic to hide a leak.
max_requests = 0

# The worker shows that it lives by touching a file there; on a disk, a slow fsync of others would look like a dead one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# A worker silent for so long hangs and is replaced: well over the few seconds that a statement may wait for a lock.
timeout = 30

# A stop or a reload lets answers that are under way finish; just under the 30 s that systemd and Kubernetes allow.
graceful_timeout = 25

# The application writes its own JSON lines, which never hold a token, phone or name. This log would hold addresses.
accesslog = None

# Where systemd, containers and dev.py collect it.
errorlog = "-"

# A socket for steering a running server is one more door; signals are enough.
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Refuse settings that can't work before any worker starts: one that ended would only be started again."""
    from backend.config import read_settings

    read_settings()
