"""Where things lie in a checkout."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
VAR = Path(os.environ.get("FENGQIAO_VAR") or PROJECT / "var").absolute()
"""All that a running copy writes: databases, keys, logs, attachments, collected static files."""
RUN = VAR / "run"
LOGS = VAR / "log"
CACHE = PROJECT / "var"
"""What is made from the sources and may be shared by every start of this checkout: front-end and static files."""
VENDOR = CACHE / "vendor"
STATIC = CACHE / "static"


def venv_python() -> Path:
    """The interpreter of the project's environment, whether or not it exists yet."""
    return VENV / "bin" / "python"


def make_private(folder: Path) -> Path:
    """Make ``folder`` so that only its owner enters it, and return it; its parents stay open, PostgreSQL may run as another user."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
