import pytest

from chainfair.engine.result import relative_gap
from chainfair.engine.stop import Stop


def test_stop_ends_at_whichever_comes_first() -> None:
    stop = Stop(rounds=5, gap=0.1, seconds=2.0)
    assert not stop.says_so(rounds=4, gap=0.2, seconds=1.9)
    assert stop.says_so(rounds=5, gap=0.2)
    assert stop.says_so(rounds=0, gap=0.1)
    assert stop.says_so(rounds=0, gap=0.2, seconds=2.0)


@pytest.mark.parametrize("wrong", [{"rounds": -1}, {"gap": -0.1}, {"seconds": -1.0}])
def test_stop_refuses_what_can_never_be_kept(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="below 0"):
        Stop(**wrong)  # type: ignore[arg-type]


def test_relative_gap_is_nought_without_a_bound() -> None:
    assert (relative_gap(3, 4), relative_gap(0, 0)) == (0.25, 0.0)
