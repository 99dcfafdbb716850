"""An array on the disk that is written piece by piece."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import DTypeLike, NDArray


class ArrayFile:
    """An npy file of one dimension, byte for byte what `numpy.save` would make of the pieces in a row.

    Its length is written into the head when it is closed; numpy leaves room for that there.
    """

    def __init__(self, path: Path, dtype: DTypeLike) -> None:
        """Begin a new file.

        Raises:
            OSError: the disk is full or may not be written; also from the other calls.
        """
        self._dtype = np.dtype(dtype)
        self._length = 0
        self._file = path.open("wb")
        self._write_head()

    def append(self, piece: NDArray[Any]) -> None:
        """Write some values behind the others."""
        self._file.write(np.ascontiguousarray(piece, self._dtype).data)
        self._length += len(piece)

    def _write_head(self) -> None:
        head = {"descr": self._dtype.str, "fortran_order": False, "shape": (self._length,)}
        npy.write_array_header_1_0(self._file, head)

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the file, or leave it as it is after an error."""
        try:
            if kind is None:
                self._file.seek(0)
                self._write_head()
        finally:
            self._file.close()
