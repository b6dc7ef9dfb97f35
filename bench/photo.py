"""What happens to one photo in a process of its own?

Called by bench/photos.py: `make KIND MEGAPIXELS FILE`, `upload FILE`.
"""

import json
import math
import sys
import time
from datetime import timedelta
from pathlib import Path

_BOUNDARY = "a-boundary"
_QUALITY = {"JPEG": 93, "HEIF": 65}
"""With these the files are as large as phones make them, or larger."""


def make(kind: str, megapixels: int, file: Path) -> None:
    """Write a photo of 4 to 3: soft shapes with a camera's noise on them, so that it is as large as real ones are."""
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    height = round(math.sqrt(megapixels * 1e6 * 3 / 4))
    size = (height * 4 // 3, height)
    bands = []
    for number in range(3):
        shapes = Image.effect_noise((48, 36), 200).resize(size, Image.Resampling.BICUBIC)
        detail = Image.effect_noise((size[0] // 3, size[1] // 3), 60).resize(size, Image.Resampling.BILINEAR)
        noise = Image.effect_noise(size, 12)
        bands.append(Image.blend(Image.blend(shapes, detail, 0.35), noise, 0.25 + number / 50))
    exif = Image.Exif()
    if kind == "JPEG":
        exif[0x0112] = 6  # phones are held upright
    Image.merge("RGB", bands).save(file, kind, quality=_QUALITY[kind], exif=exif.tobytes())


def upload(file: Path) -> None:
    """Upload it to the application in this process; print seconds of the request and peak MiB as JSON."""
    from backend.app import create_app
    from backend.http.spec import API

    app = create_app()
    with app.app_context():
        token = _somebody()
    body = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'.encode()
        + file.read_bytes()
        + f"\r\n--{_BOUNDARY}--\r\n".encode()
    )
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": file.name}
    started = time.monotonic()
    answer = client.post(
        f"{API}/files", data=body, headers=headers, content_type=f"multipart/form-data; boundary={_BOUNDARY}"
    )
    seconds = time.monotonic() - started
    if answer.status_code != 201:
        sys.exit(answer.text)
    print(json.dumps({"seconds": seconds, "mebibytes": _peak()}))


def _somebody() -> str:
    """Make a person who is logged in; return the token."""
    from backend.core.clock import now
    from backend.core.transaction import transaction
    from backend.security.tokens import fingerprint, new_token
    from models.user import Session, User

    token = new_token()
    with transaction() as session:
        user = User(nickname="居民", created_at=now())
        session.add(user)
        session.flush()
        ends = now() + timedelta(days=1)
        session.add(Session(token_hash=fingerprint(token), user_id=user.id, created_at=now(), expires_at=ends))
    return token


def _peak() -> float:
    """Return the most memory that this process had; what `getrusage` says may be its parent's."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        upload(Path(sys.argv[2]))
