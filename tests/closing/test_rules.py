import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.closing import rules
from chainfair.closing.errors import UnknownProfile
from chainfair.closing.kinds import Change, ChangeKind, Unit

NUMBERS = st.lists(st.integers(1, 2**40), unique=True, max_size=300)


@given(NUMBERS)
def test_evidence_unpacks_to_the_same_numbers_in_order(numbers: list[int]) -> None:
    assert rules.unpacked(rules.packed(numbers)) == sorted(numbers)


@given(NUMBERS, st.randoms())
def test_a_digest_depends_on_the_set_and_nothing_else(numbers: list[int], chance: object) -> None:
    shuffled = [*numbers]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.digest_of("scan", shuffled) == rules.digest_of("scan", numbers)
    assert rules.digest_of("scan", [*numbers, 2**41]) != rules.digest_of("scan", numbers)
    assert rules.digest_of("meeting", numbers) != rules.digest_of("scan", numbers)


@given(NUMBERS, st.integers(0, 50), st.integers(0, 99))
def test_an_auditor_draws_the_same_sample_again(numbers: list[int], count: int, seed: int) -> None:
    drawn = rules.sample(numbers, count, seed)
    assert drawn == rules.sample(list(reversed(numbers)), count, seed)
    assert len(drawn) == min(count, len(numbers))
    assert set(drawn) <= set(numbers)


@pytest.mark.parametrize(
    ("a", "b", "tenths"), [(229, 651, 352), (1, 3, 333), (2, 3, 667), (0, 5, 0), (5, 5, 1000)]
)
def test_a_share_is_rounded_to_a_tenth(a: int, b: int, tenths: int) -> None:
    assert rules.share_in_tenths(a, b) == tenths


def test_a_share_of_nothing_is_not_stated() -> None:
    assert rules.share_in_tenths(0, 0) is None


def test_growth_of_620_after_515_is_twenty_point_four() -> None:
    assert rules.change_on_the_year(Unit.COUNT, 620, 515) == Change(ChangeKind.SHOWN, 620, 515, 204)
    assert rules.change_on_the_year(Unit.COUNT, 515, 620) == Change(ChangeKind.SHOWN, 515, 620, -169)


def test_a_share_changes_by_points_and_nothing_has_no_growth() -> None:
    assert rules.change_on_the_year(Unit.TENTHS, 352, 339).tenths == 13
    assert rules.change_on_the_year(Unit.COUNT, 7, 0).kind is ChangeKind.NO_BASE


def test_every_profile_names_defined_figures_only() -> None:
    named = {key for profile in rules.PROFILES.values() for key in profile.figures}
    assert named == set(rules.DEFINITIONS)


def test_an_unknown_profile_is_refused_naming_those_there_are() -> None:
    with pytest.raises(UnknownProfile, match="organiser, ufi-direct"):
        rules.profile("iso")
