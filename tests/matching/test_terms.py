"""Dates, intents, conditions and earlier meetings: read from the rows, weighed, shown, and corrected."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chainfair.chains.actions import state_needs, state_offers, state_positions
from chainfair.chains.kinds import CodeSystem, Disclosure, FactState, Intent, NewPosition, NewTrade
from chainfair.chains.models import Chain, Need, Offer, ProductCode
from chainfair.engine.matching import Kind, Params
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.matching import kinds, rules
from chainfair.matching.actions import (
    correct_reason,
    note_encounters,
    note_results,
    publish_run,
    queue_run,
    state_preferences,
)
from chainfair.matching.bridge import Reader, build_problem
from chainfair.matching.bridge.intents import Row, sorted_by_intent
from chainfair.matching.kinds import Said, Wish
from chainfair.matching.models import Correction, Encounter, MatchingRun, Participant, Suggestion
from chainfair.matching.tasks import perform_now
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

database = pytest.mark.django_db
transactional = pytest.mark.django_db(transaction=True)  # the heartbeat writes beside the run
PAGE = "/spring/matching/suggestions"


def test_kinds_are_numbered_as_the_engine_numbers_them() -> None:
    assert {kind.name: kind.value for kind in Kind} == {kind.name: getattr(kinds, kind.name) for kind in Kind}


@pytest.mark.parametrize(
    ("first", "last", "today", "counts"),
    [
        (None, None, None, None),
        (16, 17, None, 16),
        (16, 17, 10, 16),
        (16, 17, 17, 17),
        (16, 17, 25, 17),
        (None, None, 10, 10),
    ],
)
def test_rows_must_hold_on_a_day_of_the_fair(
    first: int | None, last: int | None, today: int | None, counts: int | None
) -> None:
    days = [date(2026, 7, day) if day else None for day in (first, last, today, counts)]
    assert rules.day_that_counts(*days[:3]) == days[3]


@database
def test_an_offer_or_need_that_has_expired_does_not_count(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    sizes = []
    for expires_on in (date(2026, 7, 15), date(2026, 7, 16), None):
        Offer.objects.filter(organisation=trading[0].organisation).update(expires_on=expires_on)
        Need.objects.update(expires_on=expires_on)
        problem, _keys = build_problem(spring, now=now, encode=False)
        sizes.append((problem.offers.size, problem.needs.size))
    assert sizes == [(2, 0), (3, 1), (3, 1)]
    Need.objects.update(expires_on=date(2026, 7, 16))
    second_day = now + timedelta(days=29)
    assert build_problem(spring, now=second_day, encode=False)[0].needs.size == 0


def row(**parts: Any) -> Row:
    plain: dict[str, Any] = {
        "number": 7,
        "organisation": 0,
        "link": -1,
        "code": 0,
        "text": "电芯",
        "weight": 1.0,
    }
    return Row(**plain | {"inferred": False} | parts)


PARKS, OWN, OTHER, KEPT = 9, 1, 2, 3


@pytest.mark.parametrize(
    ("parts", "needs", "offers", "allies"),
    [
        ({"intent": Intent.SUPPLIER, "link": OTHER}, [{"link": OTHER}], [], set()),
        ({"intent": Intent.SCENARIO}, [{}], [], set()),
        ({"intent": Intent.SERVICE}, [{}], [], set()),
        # A customer: one's own goods are offered, a link where one does not stand is the customers'.
        ({"intent": Intent.CUSTOMER, "link": OWN}, [], [{"number": 0, "link": OWN}], set()),
        ({"intent": Intent.CUSTOMER}, [], [{"number": 0}], set()),
        ({"intent": Intent.CUSTOMER, "link": OTHER}, [], [], set()),
        (
            {"intent": Intent.CUSTOMER, "link": OWN, "code": 850760, "disclosure": Disclosure.NOBODY},
            [],
            [{"number": 0}],
            set(),
        ),
        # Developing together: on one's own link with one's like, elsewhere with who stands there.
        ({"intent": Intent.CO_DEVELOPER, "link": OWN}, [], [], {0}),
        ({"intent": Intent.CO_DEVELOPER}, [], [], {0}),
        ({"intent": Intent.CO_DEVELOPER, "link": OTHER}, [{"link": OTHER}], [], set()),
        ({"intent": Intent.CO_DEVELOPER, "link": KEPT}, [{"link": KEPT}], [], set()),
        ({"intent": Intent.CO_DEVELOPER, "link": OWN, "disclosure": Disclosure.MUTUAL}, [], [], set()),
        ({"intent": Intent.CO_DEVELOPER, "link": OWN, "disclosure": Disclosure.NOBODY}, [], [], set()),
        # A location is what parks offer, whatever the row names.
        (
            {"intent": Intent.LOCATION, "link": OTHER, "code": 850760},
            [{"link": PARKS, "text": ""}],
            [],
            set(),
        ),
    ],
)
def test_an_intent_says_what_a_row_is(
    parts: dict[str, Any], needs: list[dict[str, Any]], offers: list[dict[str, Any]], allies: set[int]
) -> None:
    found = sorted_by_intent([row(**parts)], {0: {OWN, KEPT}}, {0: {OWN}}, PARKS)
    kept = {name: parts[name] for name in ("intent", "disclosure") if name in parts}
    assert found.needs == [row(**kept | one) for one in needs]
    assert found.offers == [row(**kept | one) for one in offers]
    assert found.allies == allies


def test_without_a_link_of_parks_a_location_is_nothing_to_match_by() -> None:
    assert sorted_by_intent([row(intent=Intent.LOCATION)], {}, {}, -1).needs == []


def test_whoever_stands_nowhere_sells_what_its_wish_for_customers_names() -> None:
    wish = row(intent=Intent.CUSTOMER, link=OTHER)
    assert sorted_by_intent([wish], {}, {}, PARKS).offers == [
        row(intent=Intent.CUSTOMER, link=OTHER, number=0)
    ]


@database
def test_a_wish_for_customers_is_matched_as_an_offer(
    spring: Edition, participants: list[Participant], battery: Chain, now: datetime
) -> None:
    ansheng, _beiming, duna = (one.organisation_id for one in participants)
    cathode = battery.links.get(key="cathode").pk
    wish = NewTrade(ansheng, "entered", cathode, text="磷酸铁锂正极材料", intent=Intent.CUSTOMER)
    need = NewTrade(duna, "entered", cathode, text="磷酸铁锂正极材料")
    state_needs(needs=[wish, need], by=None, now=now)
    read = Reader(spring)
    assert [one.organisation for one in read.offers] == [0]
    assert [one.organisation for one in read.needs] == [2]


def conditions(edition: Edition) -> list[tuple[int, list[float]]]:
    """Each condition that is asked: its kind, and how far each participant misses it."""
    told = build_problem(edition, encode=False)[0].conditions
    return [
        (int(told.kind[asked]), told.missed[asked, told.answer[told.kind[asked]]].round(3).tolist())
        for asked in told.asked.tolist()
    ]


@database
def test_a_need_sets_conditions_and_what_is_known_of_others_answers_them(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    assert conditions(spring) == []
    Need.objects.update(region="华东", certificates="ISO 9001:2015、CE", quantity="年产20万吨")
    Organisation.objects.filter(pk=trading[0].organisation_id).update(city="Wuxi")
    offers = {one.organisation_id: one for one in Offer.objects.order_by("pk")}
    ansheng, beiming, _duna = (offers[one.organisation_id] for one in trading)
    ansheng.certificates, ansheng.quantity = "ISO9001, CE, GMP", "300,000 t/year"
    beiming.certificates, beiming.quantity = "ISO 9001", "150,000 t a year"
    for one in (ansheng, beiming):
        one.save()
    # Ansheng is in Jiangsu, of Beiming the province is not known, Duna is in Hungary and states nothing.
    assert conditions(spring) == [(0, [0.0, 0.5, 1.0]), (1, [0.0, 0.5, 0.5]), (2, [0.0, 0.25, 0.5])]
    # What is kept from other participants answers nothing: an asker could read it off the score.
    Offer.objects.update(disclosure=Disclosure.COUNTED)
    assert conditions(spring)[1:] == [(1, [0.5] * 3), (2, [0.5] * 3)]


@database
def test_what_a_place_on_a_link_can_make_answers_a_quantity(
    spring: Edition, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    Need.objects.update(quantity="500 t/月")
    link = battery.links.get(key="cathode").pk
    place = NewPosition(trading[1].organisation_id, link, "entered", capacity="6,000 吨/年")
    state_positions(positions=[place], by=None, now=now)
    assert conditions(spring) == [(2, [0.5, 0.0, 0.5])]


@database
def test_words_that_cannot_be_read_ask_for_nothing(spring: Edition, trading: list[Participant]) -> None:
    Need.objects.update(region="as agreed", certificates="none", quantity="plenty")
    assert conditions(spring) == []


@pytest.fixture
def earlier(spring: Edition) -> Edition:
    return Edition.objects.create(
        key="winter", name_en="Winter", name_zh="冬", starts_on=date(2025, 1, 9), created_at=spring.created_at
    )


@database
def test_who_met_at_an_earlier_edition_is_known_with_what_came_of_it(
    spring: Edition, earlier: Edition, participants: list[Participant]
) -> None:
    ansheng, beiming, duna = participants
    there = [
        Participant.objects.create(
            edition=earlier, organisation=one.organisation, side=one.side, joined_at=spring.created_at
        ).pk
        for one in participants
    ]
    note_encounters(edition=earlier.pk, meetings=[there[:2], there[1:], there[1:]])
    note_results(edition=earlier.pk, parties=[(duna.organisation_id, beiming.organisation_id)], went_on=True)
    note_encounters(edition=earlier.pk, meetings=[there[1:]])  # told again, and nothing is lost
    note_encounters(edition=spring.pk, meetings=[[ansheng.pk, duna.pk]])  # this edition's own
    assert Reader(spring).encounters == {(0, 1): False, (1, 2): True}
    assert Reader(earlier).encounters == {}
    note_results(edition=earlier.pk, parties=[(duna.organisation_id, beiming.organisation_id)], went_on=False)
    problem, _keys = build_problem(spring, encode=False)
    assert (problem.met.tolist(), problem.went_on.tolist()) == ([[0, 1], [1, 2]], [False, False])
    assert Encounter.objects.count() == 3


def run(edition: Edition, now: datetime) -> MatchingRun:
    done = perform_now(queue_run(edition=edition, by=None, now=now, settings={"encode": False}))
    return publish_run(run=done, by=None, now=now)


def pair_of(edition: Edition, one: Participant, other: Participant, now: datetime) -> Suggestion:
    return run(edition, now).suggestions.get(first=one, second=other)


def say(pair: Suggestion, term: int, who: Participant, said: Said, by: Person, now: datetime) -> Correction:
    return correct_reason(suggestion=pair, term=term, participant=who, said=said, by=by, now=now)


def terms(pair: Suggestion, kind: int) -> list[int]:
    return [number for number, term in enumerate(pair.reasons) if term["kind"] == kind]


@pytest.fixture
def asking(spring: Edition, trading: list[Participant]) -> list[Participant]:
    """Duna asks for cathode material from the EU, certified, and much of it; Ansheng states a little of that."""
    Need.objects.update(region="EU", certificates="IATF 16949", quantity="9,000 t/year")
    Offer.objects.filter(organisation=trading[0].organisation).update(
        certificates="GMP", quantity="90 t/year", text="磷酸铁锂"
    )
    return trading


@transactional
def test_terms_add_up_to_the_fit_with_what_conditions_take_off(
    spring: Edition, asking: list[Participant], now: datetime
) -> None:
    pair = pair_of(spring, asking[0], asking[2], now)
    assert sum(term["value"] for term in pair.reasons if term["towards"] == 1) == pytest.approx(
        pair.fit_second, abs=1e-5
    )
    taken = {term["kind"]: round(term["level"], 2) for term in pair.reasons if term["kind"] >= kinds.REGION}
    assert taken == {kinds.REGION: 100, kinds.CERTIFICATE: 100}  # the two heaviest; quantity is in the rest
    assert all(term["value"] < 0 for term in pair.reasons if term["kind"] >= kinds.REGION)


@transactional
def test_conditions_are_said_to_both_sides_in_words(
    spring: Edition, asking: list[Participant], owner: Person, buyer: Person, now: datetime
) -> None:
    run(spring, now)
    ansheng, _beiming, duna = asking
    theirs = client_of(buyer).get(f"{PAGE}/{ansheng.pk}").content.decode()
    assert "You look in this region: EU. They are in China." in theirs
    assert "You ask for certificates: IATF 16949. Their offers do not state all of them." in theirs
    ours = client_of(owner).get(f"{PAGE}/{duna.pk}").content.decode()
    assert "They look in this region: EU. You are in China." in ours
    chinese = client_of(owner).get(f"{PAGE}/{duna.pk}", headers={"accept-language": "zh-hans"})
    assert "对方要求的地区是：EU。您位于中国。" in chinese.content.decode()


@transactional
@pytest.mark.parametrize("level", [Disclosure.NOBODY, Disclosure.COUNTED, Disclosure.MUTUAL])
def test_what_a_hidden_need_asks_is_not_told_to_a_rival(
    spring: Edition,
    asking: list[Participant],
    rival: Person,
    owner: Person,
    level: Disclosure,
    now: datetime,
) -> None:
    Need.objects.update(
        disclosure=level,
        text="zqtext 磷酸铁锂",
        region="zqregion EU",
        certificates="zqpaper",
        quantity="9,731 t/a",
    )
    Offer.objects.filter(organisation=asking[1].organisation).update(text="磷酸铁锂")
    run(spring, now)
    duna = asking[2]
    for person in (rival, owner):
        client = client_of(person)
        for path in (f"{PAGE}/{duna.pk}", PAGE, f"{PAGE}?export=csv"):
            page = client.get(path).content.decode()
            assert [
                one for one in ("zqtext", "zqregion", "zqpaper", "9,731", "another region") if one in page
            ] == []
        assert "we do meet this" not in client.get(f"{PAGE}/{duna.pk}").content.decode()


@transactional
def test_an_answer_to_a_hidden_condition_does_not_tell_that_it_is_one(
    spring: Edition, asking: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = asking
    Need.objects.update(disclosure=Disclosure.NOBODY)
    pair = pair_of(spring, ansheng, duna, now)
    [hidden] = terms(pair, kinds.REGION)
    for word in Said:
        answer = {"as": ansheng.pk, "suggestion": pair.pk, "term": hidden, "said": word}
        page = client_of(owner).post(f"{PAGE}/{duna.pk}/correct", answer)
        assert (page.status_code, "is no answer to this reason" in page.content.decode()) == (409, True)
    assert not Correction.objects.exists()


@transactional
def test_what_is_for_after_mutual_interest_is_told_once_both_want_to_meet(
    spring: Edition, asking: list[Participant], owner: Person, rival: Person, now: datetime
) -> None:
    ansheng, beiming, duna = asking
    Need.objects.update(disclosure=Disclosure.MUTUAL)
    wishes = [(ansheng, duna, Wish.LIKE), (duna, ansheng, Wish.MUST), (beiming, duna, Wish.MUST)]
    state_preferences(wishes=wishes, by=None, now=now)
    run(spring, now)
    asks = "They look in this region: EU."
    pages = [client_of(one).get(f"{PAGE}/{duna.pk}").content.decode() for one in (owner, rival)]
    assert [asks in page for page in pages] == [True, False]


@transactional
def test_a_condition_that_is_none_is_lifted_from_the_need(
    spring: Edition, asking: list[Participant], buyer: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = asking
    pair = pair_of(spring, ansheng, duna, now)
    [term] = terms(pair, kinds.REGION)
    row = say(pair, term, duna, Said.UNASKED, buyer, now)
    assert (row.about, row.need, Need.objects.get().region) == ("region", Need.objects.get(), "")
    assert Event.objects.get(verb="need.eased").facts["asked"] == "EU"
    assert terms(pair_of(spring, ansheng, duna, now), kinds.REGION) == []


@transactional
def test_who_says_that_it_meets_a_condition_is_taken_at_its_word(
    spring: Edition, asking: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = asking
    for kind in (kinds.REGION, kinds.CERTIFICATE, kinds.VOLUME):
        pair = pair_of(spring, ansheng, duna, now)
        [term] = terms(pair, kind)
        say(pair, term, ansheng, Said.MEETS, owner, now)
        assert terms(pair_of(spring, ansheng, duna, now), kind) == []
    page = client_of(owner).get(f"{PAGE}/{duna.pk}").content.decode()
    assert "What your side said" in page


@transactional
def test_a_meeting_that_was_none_is_denied_by_either_side(
    spring: Edition, earlier: Edition, trading: list[Participant], buyer: Person, owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    note_results(edition=earlier.pk, parties=[(ansheng.organisation_id, duna.organisation_id)], went_on=True)
    pair = pair_of(spring, ansheng, duna, now)
    assert len(terms(pair, kinds.MET)) == 2
    page = client_of(buyer).get(f"{PAGE}/{ansheng.pk}").content.decode()
    assert "The two sides met at an earlier fair, and something came of it." in page
    say(pair, terms(pair, kinds.MET)[0], duna, Said.NOT_SO, buyer, now)
    page = client_of(buyer).get(f"{PAGE}/{ansheng.pk}").content.decode()
    assert page.count('value="not_so" type="submit" aria-pressed="true"') == 2
    assert (
        'type="submit" aria-pressed="true"' not in client_of(owner).get(f"{PAGE}/{duna.pk}").content.decode()
    )
    assert terms(pair_of(spring, ansheng, duna, now), kinds.MET) == []


@pytest.fixture
def allied(trading: list[Participant], battery: Chain, now: datetime) -> list[Participant]:
    """Ansheng and Beiming, on one link, both want to develop together."""
    link = battery.links.get(key="cathode").pk
    wishes = [
        NewTrade(one.organisation_id, "entered", link, text="zqjoint", intent=Intent.CO_DEVELOPER)
        for one in trading[:2]
    ]
    state_needs(needs=wishes, by=None, now=now)
    return trading


@transactional
def test_rivals_who_both_want_to_develop_together_are_suggested_and_may_withdraw(
    spring: Edition, allied: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, beiming, _duna = allied
    pair = pair_of(spring, ansheng, beiming, now)
    assert [term["kind"] for term in pair.reasons] == [kinds.TOGETHER] * 2
    page = client_of(owner).get(f"{PAGE}/{beiming.pk}").content.decode()
    assert "Both sides want to develop together, and stand on the same link." in page
    assert "zqjoint" not in page
    mine = next(number for number, term in enumerate(pair.reasons) if term["towards"] == 0)
    say(pair, mine, ansheng, Said.UNNEEDED, owner, now)
    assert ansheng.organisation.needs.get().state == FactState.REFUSED
    assert not run(spring, now).suggestions.filter(first=ansheng, second=beiming).exists()


HIDDEN = (Disclosure.NOBODY, Disclosure.COUNTED, Disclosure.MUTUAL)


@transactional
@pytest.mark.parametrize("disclosure", HIDDEN)
def test_nobody_is_found_as_a_partner_over_a_place_that_is_kept(
    spring: Edition,
    allied: list[Participant],
    owner: Person,
    colleague: Person,
    rival: Person,
    now: datetime,
    disclosure: Disclosure,
) -> None:
    ansheng, beiming, _duna = allied
    cast = ((owner, beiming), (colleague, beiming), (rival, ansheng))

    def shown() -> list[tuple[bool, int]]:
        clients = [(client_of(person), other) for person, other in cast]
        return [
            (
                other.organisation.name in client.get(PAGE).content.decode(),
                client.get(f"{PAGE}/{other.pk}").status_code,
            )
            for client, other in clients
        ]

    run(spring, now)
    assert shown() == [(True, 200)] * 3
    Offer.objects.filter(organisation=beiming.organisation).update(disclosure=disclosure)
    Need.objects.filter(organisation=beiming.organisation).update(link=None)
    run(spring, now)
    assert shown() == [(False, 404)] * 3


@transactional
@pytest.mark.parametrize("disclosure", HIDDEN)
def test_a_place_that_is_kept_takes_nothing_off_and_adds_nothing_to_what_is_shown(
    spring: Edition,
    trading: list[Participant],
    battery: Chain,
    owner: Person,
    colleague: Person,
    rival: Person,
    now: datetime,
    disclosure: Disclosure,
) -> None:
    ansheng, beiming, _duna = trading
    cell, cathode = (battery.links.get(key=key).pk for key in ("cell", "cathode"))
    Offer.objects.filter(organisation=beiming.organisation).update(link=cell, code=None)
    state_needs(
        needs=[
            NewTrade(ansheng.organisation_id, "entered", cell, text="cells"),
            NewTrade(beiming.organisation_id, "entered", text="磷酸铁锂正极材料"),
        ],
        by=None,
        now=now,
    )

    def pages() -> list[tuple[float, float, list[float]]]:
        """Both fits and what each term adds, as owner, colleague and rival read them."""
        found = []
        for person, other in ((owner, beiming), (colleague, beiming), (rival, ansheng)):
            context = client_of(person).get(f"{PAGE}/{other.pk}").context
            one, shown = context["one"], context["terms"]
            served = sum(term.value for term in shown if term.served)
            assert (served, sum(term.value for term in shown) - served) == pytest.approx(
                (one.fit, one.fit_back), abs=1e-5
            )
            found.append((one.fit, one.fit_back, sorted(round(term.value, 6) for term in shown)))
        return found

    run(spring, now)
    without = pages()
    place = NewPosition(beiming.organisation_id, cathode, "entered", disclosure=disclosure)
    state_positions(positions=[place], by=None, now=now)
    run(spring, now)
    assert pages() == without
    beiming.organisation.positions.update(disclosure=Disclosure.PARTICIPANTS)
    run(spring, now)
    fits = [fit for *both, _terms in pages() for fit in both]
    assert fits == pytest.approx([fit - Params().rival for *both, _terms in without for fit in both])


@database
def test_a_pair_that_has_competitors_in_it_is_not_told_so_where_one_hides_its_place(
    explained: Suggestion, trading: list[Participant], owner: Person, battery: Chain, now: datetime
) -> None:
    _ansheng, _beiming, duna = trading
    bare = {"kind": kinds.RIVAL, "value": -0.3} | dict.fromkeys(
        ("need", "offer", "source", "target", "level"), 0
    )
    explained.reasons += [{**bare, "towards": at, "inferred": False} for at in (0, 1)]
    explained.save()
    link = battery.links.get(key="cathode").pk
    place = NewPosition(duna.organisation_id, link, "entered", disclosure=Disclosure.NOBODY)
    state_positions(positions=[place], by=None, now=now)
    page = f"{PAGE}/{duna.pk}"
    assert "On the same link, taken off" not in client_of(owner).get(page).content.decode()
    duna.organisation.positions.update(disclosure=Disclosure.PARTICIPANTS)
    assert "On the same link, taken off" in client_of(owner).get(page).content.decode()


@transactional
def test_a_wish_of_those_who_met_in_vain_is_not_said_to_rest_on_what_came_of_it(
    spring: Edition, earlier: Edition, trading: list[Participant], buyer: Person, now: datetime
) -> None:
    _ansheng, beiming, duna = trading
    Offer.objects.all().delete()
    Need.objects.all().delete()
    sides = (beiming.organisation_id, duna.organisation_id)
    note_results(edition=earlier.pk, parties=[sides], went_on=False)
    state_preferences(wishes=[(duna, beiming, Wish.MUST)], by=None, now=now)
    run(spring, now)
    page = client_of(buyer).get(PAGE).content.decode()
    assert "A wish of one side; nothing along the chain is known yet." in page
    assert "something came of it" not in page


@database
def test_one_who_wants_to_develop_together_keeps_a_rival_who_does_not_a_rival(
    spring: Edition, allied: list[Participant]
) -> None:
    beiming = allied[1].organisation
    beiming.needs.update(disclosure=Disclosure.NOBODY)
    problem, _keys = build_problem(spring, encode=False)
    assert problem.allies is not None
    assert problem.allies.tolist() == [True, False, False]


@database
@pytest.mark.parametrize(
    ("intent", "code", "withdrawn"),
    [
        (Intent.SUPPLIER, "850760", {"cell"}),
        (Intent.SUPPLIER, "8507", {"cell", "pack"}),
        (Intent.SUPPLIER, "850720", set()),
        (Intent.LOCATION, "850760", set()),
        (Intent.CUSTOMER, "850760", set()),
    ],
)
def test_what_is_withdrawn_is_not_inferred_by_its_code_and_a_wish_to_sell_or_settle_is_no_need(
    spring: Edition, trading: list[Participant], intent: Intent, code: str, withdrawn: set[str]
) -> None:
    number = ProductCode.objects.get_or_create(system=CodeSystem.HS2022, code=code)[0]
    Need.objects.update(link=None, code=number, intent=intent, state=FactState.REFUSED)
    read = Reader(spring)
    links = {link for refused in read.unneeded.values() for link, _into in refused}
    assert {read.links[link].key for link in links} == withdrawn


@transactional
@pytest.mark.parametrize(
    ("offered", "needed", "found"),
    [
        (("隔膜", ""), ("separator film", ""), False),
        (("隔膜", "separator film"), ("separator film", ""), True),
        (("separator film", ""), ("隔膜", "separator film"), True),
    ],
)
def test_what_is_stated_in_both_scripts_is_found_by_either(
    spring: Edition,
    participants: list[Participant],
    buyer: Person,
    now: datetime,
    offered: tuple[str, str],
    needed: tuple[str, str],
    found: bool,
) -> None:
    ansheng, _beiming, duna = participants
    trades = [
        NewTrade(who.organisation_id, "entered", text=text, text_other=other)
        for who, (text, other) in ((ansheng, offered), (duna, needed))
    ]
    state_offers(offers=trades[:1], by=None, now=now)
    state_needs(needs=trades[1:], by=None, now=now)
    run(spring, now)
    pages = [client_of(buyer).get(path) for path in (PAGE, f"{PAGE}/{ansheng.pk}")]
    assert (ansheng.organisation.name in pages[0].text, pages[1].status_code) == (
        found,
        200 if found else 404,
    )
    if found:
        (one,) = pages[1].context["terms"]
        assert [word for word, _value in one.words] == ["the words agree"]
        assert one.value == pytest.approx(pages[1].context["one"].fit)


@database
def test_an_expiry_is_kept_with_an_offer(trading: list[Participant], now: datetime) -> None:
    offer = NewTrade(trading[0].organisation_id, "entered", text="x", expires_on=date(2026, 8, 1))
    assert state_offers(offers=[offer], by=None, now=now)[0].expires_on == date(2026, 8, 1)
