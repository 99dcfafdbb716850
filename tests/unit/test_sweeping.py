"""The collector of cycles rests while a process starts, and leaves alone what was there by then."""

import gc
from collections.abc import Iterator

import pytest

from api import sweeping


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_it_rests_until_it_is_taken_up() -> None:
    sweeping.put_off()
    assert not gc.isenabled()
    made_at_the_start = [object(), {}]
    sweeping.take_up()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(each is made_at_the_start for each in gc.get_objects())


def test_where_it_never_rested_nothing_is_frozen() -> None:
    before = gc.get_freeze_count()
    sweeping.take_up()
    assert gc.get_freeze_count() == before
