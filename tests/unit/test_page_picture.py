"""Pictures made ready to be recognised: straight, upright, of a good size, and the way back to the page."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import pytest
from PIL import Image
from scans import FONT, file_of, page

from ingest.errors import Damaged, TooLarge
from ingest.page_picture import Prepared, content_hash, frames, is_blank, prepare, skew
from ingest.page_policy import policy

NAME = PurePath("anh")
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="the Noto fonts are not installed")


def spot(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Make a white page with one black block at a known place."""
    picture = Image.new("L", size, 255)
    picture.paste(0, (200, 100, 260, 130))
    return picture


def block_of(picture: Image.Image) -> tuple[int, int, int, int]:
    dark = Image.fromarray((np.asarray(picture) < 128).astype(np.uint8) * 255)
    box = dark.getbbox()
    assert box is not None
    return box


@needs_font
@pytest.mark.parametrize("degrees", [-6.0, -2.0, 0.0, 1.0, 4.5])
def test_the_skew_of_a_page_is_found(degrees: float) -> None:
    tilted = page().rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
    assert skew(np.asarray(tilted), 8) == pytest.approx(degrees, abs=0.3)


def test_a_page_without_lines_is_left_as_it_is() -> None:
    rng = np.random.default_rng(7)
    for picture in (
        np.full((400, 300), 255, np.uint8),
        np.zeros((400, 300), np.uint8),
        rng.integers(0, 255, (400, 300)).astype(np.uint8),
    ):
        assert abs(skew(picture, 8)) < policy().recognition.least_skew


@pytest.mark.parametrize("angle", [0.0, 3.0, -5.5])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_box_finds_back_to_the_page(angle: float, degrees: int) -> None:
    original = spot()
    turned = original.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    made = Prepared(turned, original.size, angle)
    if degrees:
        made = made.upright(degrees)
    left, top, right, bottom = made.back(block_of(made.picture))
    slack = 0.03 if angle else 0.004
    assert (left, right) == pytest.approx((200 / 800, 260 / 800), abs=slack)
    assert (top, bottom) == pytest.approx((100 / 600, 130 / 600), abs=slack)


def test_preparing_keeps_the_size_of_the_original() -> None:
    made = prepare(spot())
    assert (made.original, made.angle, made.turned) == ((800, 600), 0.0, 0)


def test_blank_pages_and_equal_pictures_are_known() -> None:
    assert is_blank(Image.new("L", (90, 90), 240))
    assert not is_blank(spot())
    assert content_hash(spot()) == content_hash(spot())
    assert content_hash(spot()) != content_hash(spot((801, 600)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_all_kinds_of_pixels_become_grey(mode: str) -> None:
    picture = (
        spot((1300, 900))
        if mode != "I;16"
        else Image.fromarray(np.asarray(spot((1300, 900)), np.uint16) * 200)
    )
    data = file_of(picture if mode == "I;16" else picture.convert(mode))
    (found,) = frames(data, NAME, 10)
    assert found.mode == "L"
    assert block_of(found) == pytest.approx((200, 100, 260, 130), abs=1)


def test_each_page_of_a_tiff_is_given_and_no_more_than_wanted() -> None:
    data = file_of(spot(), "TIFF", [spot()] * 4)
    assert len(list(frames(data, NAME, 10))) == 5
    assert len(list(frames(data, NAME, 2))) == 3


def test_a_photo_stands_as_its_own_note_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    (found,) = frames(file_of(spot((1400, 1300)), "JPEG", exif=exif), NAME, 1)
    assert found.size == (1300, 1400)


def test_small_pictures_are_enlarged_and_large_ones_made_smaller() -> None:
    rules = policy().recognition
    (small,) = frames(file_of(Image.new("L", (300, 500), 9)), NAME, 1)
    assert max(small.size) == min(rules.least_side, 500 * rules.most_enlarged)
    (large,) = frames(file_of(Image.new("L", (6000, 900), 9)), NAME, 1)
    assert max(large.size) == rules.most_side


def test_bombs_and_broken_pictures_are_refused() -> None:
    bomb = file_of(Image.new("1", (30000, 30000)))
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge, match="900000000"):
        list(frames(bomb, NAME, 1))
    for data in (file_of(spot())[:300], file_of(spot(), "TIFF")[:200], b"\xff\xd8\xff\xe0" + bytes(80)):
        with pytest.raises(Damaged):
            list(frames(data, NAME, 1))
