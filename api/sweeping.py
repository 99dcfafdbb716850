"""Python's collector of cycles, kept out of the way while a process starts and from what it made by then.

At a start it goes over all modules again and again, 0.6 of 5 s, and finds next to nothing. Later each of its
full sweeps would go over them once more: 0.14 s in which nobody is answered.
"""

from __future__ import annotations

import gc


def put_off() -> None:
    """Start without it; `take_up` has to follow."""
    gc.disable()


def take_up() -> None:
    """Let it look after what is made from now on; does nothing where it was not put off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
