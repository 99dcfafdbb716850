"""The libraries that only measurements need: the extra `evaluation`."""

from __future__ import annotations

from importlib.util import find_spec

from evaluation.errors import MissingLibrary

LIBRARIES = ("bm25s", "ir_measures", "matplotlib", "scipy")


def require() -> None:
    """Check that they are there, before hours of measuring end for want of one.

    Raises:
        MissingLibrary: one is not installed; the message says how to install it.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise MissingLibrary(f"{', '.join(missing)} not installed: run `pip install 'thutuc[evaluation]'`")
