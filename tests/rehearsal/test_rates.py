"""The settings of the sample edition: they scale, they say where they come from, they reach their own targets."""

import pytest

from chainfair.rehearsal.kinds import Rates


def test_numbers_grow_and_shares_stay() -> None:
    full, third = Rates(), Rates().at_scale(0.3)
    assert (third.counterparts, third.visits, third.targeted_held) == (12_600, 48_000, 7_200)
    assert third.overseas_share == full.overseas_share
    assert third.no_show == full.no_show


def test_full_scale_is_what_was_published_for_2025() -> None:
    rates = Rates()
    assert (rates.direct, rates.present) == (650, 1_200)
    assert rates.visits + rates.online == 210_000
    assert rates.intentions + rates.signed == 6_000
    assert 60_000 <= rates.targeted_requests + rates.untargeted_requests <= 150_000


def test_requests_wanted_lead_to_the_meetings_held() -> None:
    rates = Rates()
    yes = rates.accepted + (1 - rates.accepted - rates.declined) * rates.counter_accepted
    accepted = rates.targeted_requests * (1 - rates.targeted_unanswered) * yes
    held = accepted * rates.placed * (1 - rates.cancelled) * (1 - rates.no_show)
    assert held == pytest.approx(rates.targeted_held, abs=1)


@pytest.mark.parametrize("scale", [0, -1, 5])
def test_a_scale_outside_the_sensible_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        Rates().at_scale(scale)


def test_every_setting_says_what_it_is_and_where_it_comes_from() -> None:
    lines = list(Rates().lines())
    assert len(lines) > 50
    assert all(line.what and line.source and line.value for line in lines)


def test_settings_with_several_values_read_as_words() -> None:
    lines = {line.what: line.value for line in Rates().lines()}
    assert lines["guest provinces of honour"] == "CN-SD, CN-GD"
    assert lines["weights of the six chains and the services"].startswith(
        "smart-vehicles 17, green-agriculture 13, "
    )
    assert lines["earlier editions, small ones: years back, size against this one"] == "2 0.08, 1 0.2"
    assert lines["visits on site (person-days)"] == "160,000"
