"""The made-up fair: shares as set, repeatable, nobody's real name."""

import csv
import gzip
import statistics
from collections import Counter
from pathlib import Path

import pytest

from chainfair.chains.kinds import Intent
from chainfair.engine.matching.asked import certificates_in, regions_asked
from chainfair.engine.quantities import amounts_in
from chainfair.exhibiting.kinds import ExhibitorRole
from chainfair.meetings.kinds import DeclineReason
from chainfair.outcomes.kinds import Stage
from chainfair.rehearsal import rules
from chainfair.rehearsal.kinds import Rates
from chainfair.visiting.kinds import Channel, VisitorCategory
from tests.rehearsal.conftest import MadeFair, made_fair

DATA = Path(__file__).parents[3] / "shared" / "data"
APART = {VisitorCategory.EXHIBITOR_STAFF, VisitorCategory.PRESS}
BUSINESS = {VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER}


def test_roles_are_as_many_as_set(fair: MadeFair) -> None:
    counts = Counter(one.role for one in fair.participations)
    assert counts == {
        ExhibitorRole.MAIN: 24,
        ExhibitorRole.CO: 8,
        ExhibitorRole.BROUGHT: 28,
        ExhibitorRole.REPRESENTED: 13,
    }


def test_guests_stand_with_a_main_exhibitor(fair: MadeFair) -> None:
    mains = {one.organisation for one in fair.participations if one.role == ExhibitorRole.MAIN}
    assert all((one.host in mains) == (one.role != ExhibitorRole.MAIN) for one in fair.participations)


def test_overseas_share_is_the_published_one(fair: MadeFair) -> None:
    overseas = sum(one.country not in {"CN", ""} for one in fair.exhibitors)
    assert overseas == round(0.35 * len(fair.exhibitors))


def test_overseas_share_is_the_same_among_direct_exhibitors(fair: MadeFair) -> None:
    direct = [
        fair.organisations[one.organisation]
        for one in fair.participations
        if one.role in {ExhibitorRole.MAIN, ExhibitorRole.CO}
    ]
    overseas = sum(one.country not in {"CN", ""} for one in direct)
    assert overseas == pytest.approx(0.35 * len(direct), abs=1)


def test_countries_are_75_at_full_scale_and_fewer_only_where_exhibitors_are() -> None:
    for scale, countries in ((1, 75), (0.3, 75), (0.1, 26)):
        fair = made_fair(scale, 3)
        assert len({one.country for one in fair.exhibitors if one.country}) == countries


def test_names_are_all_different_in_every_script(fair: MadeFair) -> None:
    for names in (
        [one.name.casefold() for one in fair.organisations],
        [one.name_latin.casefold() for one in fair.organisations],
        [one.name_chinese for one in fair.organisations],
    ):
        assert len(set(names)) == len(names)


def test_names_are_written_in_latin_letters_too(fair: MadeFair) -> None:
    assert all(ord(max(one.name_latin)) < 0x250 for one in fair.organisations if one.country != "VN")


def test_sizes_have_a_long_tail(fair: MadeFair) -> None:
    staff = [one.staff for one in fair.organisations]
    assert max(staff) > 100 * statistics.median(staff)
    assert statistics.mean(staff) > 3 * statistics.median(staff)


def test_nobody_bears_a_real_name(fair: MadeFair) -> None:
    if not DATA.exists():
        pytest.skip("the real lists are not at hand")
    real = _real_names()
    assert len(real) > 9_000
    made = {
        name.casefold() for one in fair.organisations for name in (one.name, one.name_latin, one.name_chinese)
    }
    assert made & real == set()


def _real_names() -> set[str]:
    found: set[str] = set()
    lists = DATA / "exhibitors"
    for path, columns in (
        (lists / "waic_2026_bilingual.csv", ("name_zh", "name_en")),
        (lists / "hannovermesse_2018.csv.gz", ("name",)),
        (lists / "ces_2026_partial.csv", ("name",)),
        (lists / "cphi_2025_partial.csv", ("Company Name",)),
        (DATA / "organisations" / "fortune_global_500_2019.csv", ("Company",)),
        (DATA / "organisations" / "apple_suppliers_2012_2022.csv", ("supplier_name",)),
    ):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
        rows = csv.DictReader(text.splitlines())
        found |= {row[column].strip().casefold() for row in rows for column in columns if row[column]}
    return found


def test_each_organisation_stands_on_links_that_exist(fair: MadeFair) -> None:
    assert all(one.links and one.links[0] in fair.links for one in fair.organisations)
    assert all(fair.links[one.links[0]].area == one.area for one in fair.organisations)


def test_needs_are_what_flows_into_the_own_links(fair: MadeFair) -> None:
    needs = rules.made_needs(organisations=fair.organisations, links=fair.links, seed=fair.seed)
    for need in needs:
        own = {
            each.link
            for key in fair.organisations[need.organisation].links
            for each in fair.links[key].inputs
        }
        assert need.link in own or fair.links[need.link].is_service


def test_some_needs_ask_for_certificates_quantities_and_regions_that_can_be_read(fair: MadeFair) -> None:
    needs = rules.made_needs(organisations=fair.organisations, links=fair.links, seed=fair.seed)
    offers = rules.made_offers(organisations=fair.organisations, links=fair.links, seed=fair.seed)
    assert all(regions_asked(one.region) for one in needs if one.region)
    assert all(amounts_in(one.quantity) for one in (*needs, *offers) if one.quantity)
    asked, stated = (
        sum(bool(certificates_in(one.certificates)) for one in rows) / len(rows) for rows in (needs, offers)
    )
    assert (asked, stated) == pytest.approx((0.3, 0.7), abs=0.06)
    # A link trades in one unit, so that what is needed can be held against what is offered.
    units = {one.link: set(amounts_in(one.quantity)) for one in (*needs, *offers) if one.quantity}
    assert all(set(amounts_in(one.quantity)) <= units[one.link] for one in offers if one.quantity)


def test_a_few_come_for_customers_partners_or_a_site_on_their_main_link(fair: MadeFair) -> None:
    wishes = rules.made_wishes(organisations=fair.organisations, links=fair.links, seed=fair.seed)
    assert {one.intent for one in wishes} == {Intent.CUSTOMER, Intent.CO_DEVELOPER, Intent.LOCATION}
    assert all(one.link == fair.organisations[one.organisation].links[0] for one in wishes)
    assert all(one.text and one.text_other and one.code is None for one in wishes)
    assert len(wishes) / len(fair.organisations) == pytest.approx(0.13, abs=0.04)


def test_offers_cover_every_organisation_with_codes_of_their_link(fair: MadeFair) -> None:
    offers = rules.made_offers(organisations=fair.organisations, links=fair.links, seed=fair.seed)
    assert {one.organisation for one in offers} == set(range(len(fair.organisations)))
    assert all(one.code in fair.links[one.link].codes and one.text and one.text_other for one in offers)
    assert len({one.text for one in offers}) < 1_500


def test_visits_are_as_many_as_set(fair: MadeFair) -> None:
    visits = rules.made_visits(rates=fair.rates, people=fair.people, seed=fair.seed)
    counted = [one for one in visits if fair.people[one.person].category not in APART]
    assert len(counted) == fair.rates.visits == 8_000
    assert len({(one.person, one.day) for one in counted}) == 8_000
    returns = sum(len(one.ins) > 1 for one in counted) / 8_000
    assert returns == pytest.approx(fair.rates.return_share, abs=0.03)
    for one in visits:
        times = [moment for pair in zip(one.ins, one.outs, strict=True) for moment in pair]
        assert times == sorted(times)
        assert 9 * 60 <= times[0] < times[-1] <= 17 * 60


def test_every_counterpart_sends_somebody(fair: MadeFair) -> None:
    seen = {one.organisation for one in fair.people if one.stay and one.category in BUSINESS}
    assert seen == {one.number for one in fair.counterparts}


def test_professional_share_and_absence_are_as_set(fair: MadeFair) -> None:
    visitors = [one for one in fair.people if one.category not in APART]
    came = [one for one in visitors if one.stay]
    business = sum(one.category in BUSINESS for one in came) / len(came)
    assert business == pytest.approx(fair.rates.professional_share, abs=0.001)
    absent = [one for one in visitors if not one.stay and one.channel == Channel.ONSITE]
    assert len(absent) / (len(absent) + len(came)) == pytest.approx(fair.rates.absent_share, abs=0.001)


def test_online_participants_are_as_many_as_set(fair: MadeFair) -> None:
    sessions = rules.made_sessions(rates=fair.rates, people=fair.people, seed=fair.seed)
    assert len({one.person for one in sessions}) == fair.rates.online == 2_500
    assert len(sessions) / 2_500 == pytest.approx(fair.rates.online_sessions, rel=0.06)


def test_answers_come_in_the_shares_set() -> None:
    rates = Rates()
    for targeted, silent in ((True, rates.targeted_unanswered), (False, rates.untargeted_unanswered)):
        answers = rules.made_answers(
            rates=rates, chance=rules.stream(1, "x"), count=10_000, targeted=targeted, hours=120
        )
        assert sum(one.accepted is None for one in answers) == round(10_000 * silent)
        assert all((one.reason is not None) == (one.accepted is False) for one in answers)
        assert max(one.hours for one in answers) < 120
    assert {one.reason for one in answers if one.reason} == set(DeclineReason)


def test_no_shows_are_seven_in_thirty_of_what_still_stands() -> None:
    rates = Rates()
    went = rules.attendances(rates=rates, chance=rules.stream(1, "x"), count=31_000)
    standing = [one for one in went if not one.cancelled]
    missing = [one for one in standing if not (one.first_came and one.second_came)]
    assert len(missing) / len(standing) == pytest.approx(7 / 30, abs=0.001)


def test_requests_prefer_the_better_fit_and_name_no_pair_twice(fair: MadeFair) -> None:
    pool = [
        (one.number, two.number, (one.number * 7 + two.number) % 1_000)
        for one in fair.exhibitors
        for two in fair.counterparts[:200]
    ]
    room = dict.fromkeys((number for pair in pool for number in pair[:2]), 10_000)
    chosen = rules.chosen_requests(rates=fair.rates, suggested=pool, room=room, seed=fair.seed)
    assert len(chosen) == fair.rates.targeted_requests
    pairs = {frozenset((one.asker, one.asked)) for one in chosen}
    assert len(pairs) == len(chosen)
    assert statistics.mean(one.weight for one in chosen) > statistics.mean(one[2] for one in pool)
    taken = {(min(pair), max(pair)) for pair in map(tuple, pairs)}
    cold = rules.cold_requests(
        rates=fair.rates,
        exhibitors=[(one.number, one.staff) for one in fair.exhibitors],
        visitors=[one.number for one in fair.counterparts],
        taken=taken,
        seed=fair.seed,
    )
    assert len(cold) == fair.rates.untargeted_requests
    assert not {frozenset((one.asker, one.asked)) for one in cold} & pairs


def test_nobody_is_asked_beyond_their_diary(fair: MadeFair) -> None:
    pool = [(1, visitor, 900) for visitor in range(100, 200)] + [
        (2, visitor, 10) for visitor in range(100, 200)
    ]
    room = {1: 30, 2: 40} | dict.fromkeys(range(100, 200), 1)
    chosen = rules.chosen_requests(rates=fair.rates, suggested=pool, room=room, seed=1)
    asked = Counter(number for one in chosen for number in (one.asker, one.asked))
    assert (asked[1], asked[2]) == (30, 40)
    assert all(asked[visitor] <= 1 for visitor in range(100, 200))


def test_every_counterpart_is_tied_at_least_once(fair: MadeFair) -> None:
    contacts = rules.made_contacts(
        rates=fair.rates,
        exhibitors=fair.exhibitors,
        counterparts=fair.counterparts,
        links=fair.links,
        seed=fair.seed,
    )
    assert {one.counterpart for one in contacts} == {one.number for one in fair.counterparts}
    assert len({(one.exhibitor, one.counterpart) for one in contacts}) == len(contacts)


def test_outcomes_are_as_many_as_set_and_one_a_meeting() -> None:
    rates = Rates().at_scale(0.1)
    made = rules.made_outcomes(rates=rates, held=2_400, seed=1)
    counts = Counter(one.stage for one in made)
    assert counts[Stage.CONTRACT] + counts[Stage.MEMORANDUM] == 21
    assert counts[Stage.MUTUAL_INTENTION] == 579
    assert len({one.meeting for one in made}) == len(made)
    assert all((one.amount is not None) == (one.stage == Stage.CONTRACT) for one in made)


def test_outcomes_never_outnumber_the_meetings() -> None:
    assert len(rules.made_outcomes(rates=Rates(), held=40, seed=1)) == 40


def test_launches_and_signatures_are_as_many_as_set(fair: MadeFair) -> None:
    launches = rules.made_launches(
        rates=fair.rates,
        organisations=fair.organisations,
        participations=fair.participations,
        links=fair.links,
        seed=fair.seed,
    )
    assert len(launches) == fair.rates.launches == 8
    again = rules.signing_again(rates=fair.rates, participations=fair.participations, seed=fair.seed)
    assert len({one.organisation for one in again}) == fair.rates.signed_for_next == 5


def test_stands_are_one_a_main_exhibitor_with_codes_once_a_hall(fair: MadeFair) -> None:
    stands = rules.made_stands(
        rates=fair.rates, organisations=fair.organisations, participations=fair.participations
    )
    assert len({(one.hall, one.code) for one in stands}) == len(stands) == fair.rates.main_exhibitors


def test_the_same_seed_makes_the_same_fair_and_another_seed_another() -> None:
    first, again, other = made_fair(0.01, 5), made_fair(0.01, 5), made_fair(0.01, 6)
    assert (first.organisations, first.people) == (again.organisations, again.people)
    assert first.organisations != other.organisations


@pytest.mark.parametrize("seed", range(4))
def test_who_came_to_an_earlier_edition_came_once(seed: int) -> None:
    fair = made_fair(0.05, seed)
    rates = Rates().at_scale(0.03)
    present, shown = rules.earlier_exhibitors(
        rates=rates, exhibitors=fair.exhibitors, counterparts=fair.counterparts, seed=seed
    )
    assert (len(present), len(shown)) == (rates.present, rates.represented)
    free = [one for one in fair.counterparts if one not in {*present, *shown}][: rates.counterparts]
    people = rules.earlier_people(
        rates=rates,
        people=fair.people,
        participations=rules.made_participations(rates=rates, present=present, shown=shown, seed=seed),
        counterparts=free,
        seed=seed,
    )
    accounts = [one.account for one in people]
    assert len(set(accounts)) == len(accounts)
    assert [one.number for one in people] == list(range(len(people)))
    audience = [one for one in people if one.stay and one.category not in APART]
    assert sum(one.stay for one in audience) == rates.visits
