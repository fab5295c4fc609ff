"""What is loaded is looked at no more, and what comes later is."""

import gc
from collections.abc import Iterator

import pytest

from chainfair.ground.memory import keep_loaded


class Ring:
    """Refers to itself, so that only the search for garbage finds it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_is_loaded_is_out_of_the_search_and_what_comes_later_is_in_it() -> None:
    early = Ring()
    keep_loaded()
    late = Ring()
    watched = [one for one in gc.get_objects() if isinstance(one, Ring)]
    assert watched == [late]
    assert early.me is early
