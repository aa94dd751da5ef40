"""The secrets of a copy that runs on this machine, made once and kept beside its data in a file only its owner reads."""

import base64
import json
import os
import secrets
from pathlib import Path


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def fresh() -> dict[str, str]:
    """New secrets by the names of their settings; the field keys are 32 bytes in base64."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEY": _key(),
        "FIELD_INDEX_KEY": _key(),
        "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        "VALKEY_PASSWORD": secrets.token_urlsafe(24),
    }


def kept(path: Path) -> dict[str, str]:
    """The secrets in ``path``, made and written (mode 600, whole or not at all) when there are none."""
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        found = {}
    missing = {name: value for name, value in fresh().items() if name not in found}
    if missing:
        found |= missing
        _write(path, found)
    return found


def _write(path: Path, content: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
