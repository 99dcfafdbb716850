"""The random keys of a home, each in a file of its own, which its owner alone may read."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

_BYTES: Final = 32


def home_key(path: Path) -> bytes:
    """Return the 32 bytes of a key file; one that is not there is made.

    Raises:
        OSError: it can neither be read nor made.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as draft:
            draft.write(secrets.token_bytes(_BYTES))
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):  # another process was faster
                os.link(draft.name, path)
        return path.read_bytes()
