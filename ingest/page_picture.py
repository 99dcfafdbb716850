"""Makes a picture of a page ready to be recognised (upright, straight, clean), and finds the way back."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from index.provisions import Box
from ingest.errors import Damaged, TooLarge
from ingest.page_policy import policy

FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_WHITE: Final = 255
_SKEW_WIDTH: Final = 900
_MOST_POINTS: Final = 60_000
_COARSE, _FINE = 0.5, 0.1
_DISTINCT: Final = 1.02
_UPRIGHT: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture to recognise; `angle` and `turned` are the degrees it was turned clockwise to get there."""

    picture: Image.Image
    original: tuple[int, int]
    angle: float = 0.0
    turned: int = 0

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return where a box of the straight page, in fractions of the original's sides, stands in pixels.

        The picture must not have been turned upright.
        """
        wide, high = self.original
        side_x, side_y = (self.picture.width - wide) / 2, (self.picture.height - high) / 2
        return (
            round(box.left * wide + side_x),
            round(box.top * high + side_y),
            round(box.right * wide + side_x),
            round(box.bottom * high + side_y),
        )

    def upright(self, degrees: int) -> Prepared:
        """Turn the picture clockwise by 90, 180 or 270 degrees."""
        turned = self.picture.transpose(_UPRIGHT[degrees])
        return Prepared(turned, self.original, self.angle, (self.turned + degrees) % 360)

    def back(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """Return where a box (left, top, right, bottom) stands on the original, in fractions of it."""
        corners = [self._back(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        wide, high = self.original
        xs, ys = [x / wide for x, _ in corners], [y / high for _, y in corners]
        return _within(min(xs)), _within(min(ys)), _within(max(xs)), _within(max(ys))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        wide, high = self.picture.size
        if self.turned == 90:  # noqa: PLR2004
            x, y, wide, high = y, wide - x, high, wide
        elif self.turned == 180:  # noqa: PLR2004
            x, y = wide - x, high - y
        elif self.turned == 270:  # noqa: PLR2004
            x, y, wide, high = high - y, x, high, wide
        if self.angle:
            # The picture was turned about its middle and its frame grew with it.
            sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
            dx, dy = x - wide / 2, y - high / 2
            x = self.original[0] / 2 + dx * cosine + dy * sine
            y = self.original[1] / 2 - dx * sine + dy * cosine
        return x, y


def png(picture: Image.Image) -> bytes:
    """Write a picture as PNG, fast rather than small."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def content_hash(picture: Image.Image) -> str:
    """Name a picture by its pixels."""
    size = f"{picture.mode} {picture.size}".encode()
    return hashlib.blake2b(size + picture.tobytes(), digest_size=16).hexdigest()


def is_blank(picture: Image.Image) -> bool:
    """Tell whether a picture is one colour all over, but for a little noise."""
    grey = np.asarray(picture.convert("L"))
    return int(grey.max()) - int(grey.min()) < 16  # noqa: PLR2004 - of 255


def prepare(picture: Image.Image, *, cleaned: bool = True) -> Prepared:
    """Make a grey picture straight, and free of specks where it is to be `cleaned`.

    With the specks go thin rules and the points of small print.
    """
    rules = policy().recognition
    clean = picture.convert("L").filter(ImageFilter.MedianFilter(3))
    angle = skew(np.asarray(clean), rules.most_skew)
    grey = clean if cleaned else picture.convert("L")
    if abs(angle) < rules.least_skew:
        return Prepared(grey, picture.size)
    straight = grey.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_WHITE)
    return Prepared(straight, picture.size, -angle)


def skew(grey: NDArray[np.uint8], most: float) -> float:
    """Return by how many degrees counter-clockwise a page must be turned for its lines to lie level.

    The lines lie level where the dark points, added up along them, are most unevenly spread (Postl's
    projection profile). 0 where no angle is clearly better than none.
    """
    step = max(1, grey.shape[1] // _SKEW_WIDTH)
    small = grey[::step, ::step].astype(np.int16)
    low, high = np.percentile(small, (0.5, 90))
    if high - low < 40:  # noqa: PLR2004 - of 255: nothing dark on it
        return 0.0
    ys, xs = np.nonzero(small < (low + high) / 2)
    if len(xs) < 200 or len(xs) > small.size // 2:  # noqa: PLR2004 - too few points, or a dark photo
        return 0.0
    every = max(1, len(xs) // _MOST_POINTS)
    xs, ys = xs[::every].astype(np.float64), ys[::every].astype(np.float64)

    def unevenness(degrees: float) -> float:
        rows = ys - xs * math.tan(math.radians(degrees))
        counts = np.bincount((rows - rows.min()).astype(np.int64))
        return float(np.square(np.diff(counts)).sum())

    coarse = max(np.arange(-most, most + _COARSE, _COARSE), key=unevenness)
    best = float(max(np.arange(coarse - _COARSE, coarse + _COARSE, _FINE), key=unevenness))
    if abs(best) > most or unevenness(best) < unevenness(0.0) * _DISTINCT:
        return 0.0
    return best


def frames(data: bytes, name: PurePath, limit: int) -> Iterator[Image.Image]:
    """Go over the pages of a picture file, upright as its own note on orientation says, at most `limit` + 1.

    Raises:
        TooLarge: a page has more pixels than the policy allows.
        Damaged: the file is truncated or malformed.
    """
    most = policy().recognition.most_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # notes on odd tags; its own limit of pixels is not used
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                count = min(getattr(picture, "n_frames", 1), limit + 1) if picture.format == "TIFF" else 1
                for number in range(count):
                    picture.seek(number)
                    if picture.width * picture.height > most:
                        raise TooLarge(f"{name}: a picture of {picture.width} x {picture.height} points")
                    picture.load()
                    yield sized(_grey(ImageOps.exif_transpose(picture)))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError) as error:
        raise Damaged(f"{name}: the picture is truncated or malformed ({error})") from error
    except (Image.DecompressionBombError, OverflowError) as error:
        raise TooLarge(f"{name}: {error}") from error


def sized(picture: Image.Image) -> Image.Image:
    """Enlarge a small picture, and make a very large one smaller."""
    rules = policy().recognition
    side = max(picture.size)
    factor = min(rules.most_side / side, 1.0)
    if side < rules.least_side:
        factor = min(rules.least_side / side, rules.most_enlarged)
    if factor == 1.0:
        return picture
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _grey(picture: Image.Image) -> Image.Image:
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, (_WHITE, _WHITE, _WHITE, _WHITE))
        picture = Image.alpha_composite(ground, picture)
    if picture.mode.startswith(("I", "F")):
        deep = np.asarray(picture.convert("F"))
        low, high = float(deep.min()), float(deep.max())
        picture = Image.fromarray(((deep - low) * (_WHITE / max(high - low, 1e-6))).astype(np.uint8))
    return picture.convert("L")


def _within(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 5)
