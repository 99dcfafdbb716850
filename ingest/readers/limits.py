"""How much of a file is read before it is refused as too large."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 200_000_000
MAX_CHARACTERS: Final = 20_000_000
MAX_DEPTH: Final = 200
MAX_PAGES: Final = 5_000
MAX_UNPACKED_BYTES: Final = 500_000_000
MAX_COLUMNS: Final = 200
