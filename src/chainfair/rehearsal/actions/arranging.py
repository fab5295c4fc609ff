"""Before the fair: who is suggested to whom, who asks, who answers what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from chainfair.matching.kinds import Side
from chainfair.matching.models import Participant, Suggestion
from chainfair.meetings.actions import (
    Outcome,
    answer_meetings,
    ask_parties,
    counter_meetings,
    expire_unanswered,
    propose_meetings,
    request_meetings,
)
from chainfair.meetings.kinds import (
    Answer,
    MeetingAnswer,
    MeetingCounter,
    MeetingProposal,
    MeetingRequest,
)
from chainfair.meetings.models import Meeting
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.stage import Stage, once
from chainfair.rehearsal.kinds import MadeAnswer, MadeRequest

TARGETED_WAVES = (13.0, 12.5, 12.0, 11.0, 10.0)  # days before the fair on which suggestions are taken up
COLD_WAVES = (40.0, 30.0, 20.0, 12.0, 9.0)
LATE_WAVES = (3.0, 1.0, -0.3, -1.2, -2.2)  # after the timetable was drawn; below zero the fair is on
LOTS = (0.2, 0.5, 1.0)  # parts of the time to answer in which answers are gathered
REQUESTS_A_SLOT = 1.7  # requests that a free slot is good for, since most come to nothing
SLOTS_NAMED = 4  # slots that a request or a counter-proposal names
WEIGHT = 500  # of a pair that the desk puts together without a run
EVENING = 19 * 60
LAST_CALL = 4.0  # days before the fair when open requests run out


class Desk:
    """What the steps before the fair need to know of who takes part."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.edition = stage.edition
        self.slots = list(self.edition.slots.order_by("number").values_list("pk", flat=True))

    @cached_property
    def participants(self) -> dict[int, Participant]:
        """Everybody who takes part, by number."""
        return Participant.objects.filter(edition=self.edition).order_by("pk").in_bulk()

    @cached_property
    def made(self) -> dict[int, int]:
        """Which made-up organisation stands behind each participant."""
        numbers = {row: number for number, row in enumerate(self.stage.organisation_rows)}
        return {one.pk: numbers[one.organisation_id] for one in self.participants.values()}

    def about(self, participant: int) -> str:
        """What a participant would talk about, in the language of its house."""
        organisation = self.stage.organisations[self.made[participant]]
        line = self.stage.links[organisation.links[0]].name
        return line.chinese if organisation.country in rules.CHINESE else line.english

    def common_slots(self, chance: Random, one: int, other: int) -> tuple[int, ...]:
        """A few slots in which both are free, in order."""
        first, second = (self.participants[number].availability for number in (one, other))
        free = [
            slot
            for at, slot in enumerate(self.slots)
            if (not first or first[at] == "1") and (not second or second[at] == "1")
        ]
        return tuple(sorted(chance.sample(free, min(SLOTS_NAMED, len(free)))))

    def room(self) -> dict[int, int]:
        """How many requests the diary of each participant is good for."""
        always = len(self.slots)
        return {
            number: max(1, int(REQUESTS_A_SLOT * (one.availability.count("1") or always)))
            for number, one in self.participants.items()
        }

    def pairs(self) -> dict[tuple[int, int], tuple[int, int | None]]:
        """Pairs (exhibitor, visitor) with weight and suggestion: of the published run, or as the desk sees them."""
        shown = Suggestion.objects.filter(run__edition=self.edition, state="shown").order_by("pk")
        side = {number: one.side for number, one in self.participants.items()}
        found: dict[tuple[int, int], tuple[int, int | None]] = {}
        for pk, first, second, weight in shown.values_list("pk", "first_id", "second_id", "weight"):
            pair = (first, second) if side[first] == Side.EXHIBITOR else (second, first)
            found[pair] = (weight, pk)
        return found or self._pairs_along_the_chain()

    def _pairs_along_the_chain(self) -> dict[tuple[int, int], tuple[int, int | None]]:
        stage = self.stage
        of = {made: number for number, made in self.made.items()}
        contacts = rules.made_contacts(
            rates=stage.rates,
            exhibitors=stage.exhibitors,
            counterparts=[one for one in stage.counterparts if one.number in of] * 4,
            links=stage.links,
            seed=stage.seed + 1,
        )
        return {(of[one.exhibitor], of[one.counterpart]): (WEIGHT, None) for one in contacts}


@once
def ask_for_meetings(stage: Stage) -> None:
    """Take up suggestions, ask the well-known without one, answer or not; what stays open runs out before the fair."""
    desk, rates = Desk(stage), stage.rates
    pairs = desk.pairs()
    chosen = rules.chosen_requests(
        rates=rates,
        suggested=[(*pair, weight) for pair, (weight, _suggestion) in pairs.items()],
        room=desk.room(),
        seed=stage.seed,
    )
    cold = _cold(desk, pairs)
    early = cold[: round(len(cold) * rates.before_share)]
    lots = [*_dealt(TARGETED_WAVES, chosen, targeted=True), *_dealt(COLD_WAVES, early, targeted=False)]
    chance = rules.stream(stage.seed, "requests")
    suggestions = {frozenset(pair): number for pair, (_weight, number) in pairs.items()}
    for chunk in stage.in_chunks(sorted(lots, key=lambda lot: -lot.days), "requests and answers", size=1):
        _play(desk, chunk[0], suggestions, chance)
    expire_unanswered(edition=stage.edition, by=None, now=stage.before(LAST_CALL))


@once
def ask_late(stage: Stage) -> None:
    """Ask once more when the timetable stands, and during the fair; the last of these are open when it ends."""
    desk = Desk(stage)
    taken = Meeting.objects.filter(edition=stage.edition).values_list("pair", flat=True)
    cold = _cold(desk, [tuple(map(int, pair.split("-"))) for pair in taken if pair])
    late = cold[round(len(cold) * stage.rates.before_share) :]
    chance = rules.stream(stage.seed, "late requests")
    for chunk in stage.in_chunks(_dealt(LATE_WAVES, late, targeted=False), "late requests", size=1):
        _play(desk, chunk[0], {}, chance)


@dataclass(frozen=True)
class Lot:
    """Requests that are sent at one time, in days before the doors open."""

    days: float
    requests: Sequence[MadeRequest]
    targeted: bool


@dataclass(frozen=True)
class Asked:
    """A request that stands, who has asked (None: the organiser), and who is to answer, last one last."""

    meeting: int
    asker: int | None
    asked: tuple[int, ...]


def _dealt(waves: Sequence[float], requests: Sequence[MadeRequest], *, targeted: bool) -> list[Lot]:
    return [Lot(days, requests[at :: len(waves)], targeted) for at, days in enumerate(waves)]


def _cold(desk: Desk, taken: Iterable[tuple[int, ...]]) -> list[MadeRequest]:
    sides = {number: one.side for number, one in desk.participants.items()}
    staff = {number: desk.stage.organisations[made].staff for number, made in desk.made.items()}
    known = {pair if sides.get(pair[0]) == Side.EXHIBITOR else pair[::-1] for pair in taken if len(pair) == 2}
    return rules.cold_requests(
        rates=desk.stage.rates,
        exhibitors=[(number, staff[number]) for number, side in sides.items() if side == Side.EXHIBITOR],
        visitors=[number for number, side in sides.items() if side == Side.VISITOR],
        taken=known,
        seed=desk.stage.seed,
    )


def _play(desk: Desk, lot: Lot, suggestions: Mapping[frozenset[int], int | None], chance: Random) -> None:
    """Send the requests of a lot and answer them as people do."""
    now = desk.stage.before(lot.days)
    cut = 0
    if lot.targeted:  # without a run there is nothing that a participant could take up: the desk proposes all
        known = any(suggestions.values())
        cut = round(len(lot.requests) * (desk.stage.rates.proposed_share if known else 1))
    asked = [
        *_propose(desk, lot.requests[:cut], suggestions, now),
        *_request(desk, lot.requests[cut:], suggestions, chance, now),
    ]
    hours = 24 * desk.edition.answer_days
    answers = rules.made_answers(
        rates=desk.stage.rates, chance=chance, count=len(asked), targeted=lot.targeted, hours=hours
    )
    _answer(desk, list(zip(asked, answers, strict=True)), chance, now, hours)


def _request(
    desk: Desk,
    requests: Sequence[MadeRequest],
    suggestions: Mapping[frozenset[int], int | None],
    chance: Random,
    now: datetime,
) -> list[Asked]:
    named = rules.flags(chance, len(requests), desk.stage.rates.slots_share)
    outcome = request_meetings(
        edition=desk.edition,
        requests=[
            MeetingRequest(
                asking=one.asker,
                asked=(one.asked,),
                suggestion=suggestions.get(frozenset((one.asker, one.asked))),
                about=desk.about(one.asker),
                weight=one.weight,
                slots=desk.common_slots(chance, one.asker, one.asked) if names else (),
            )
            for one, names in zip(requests, named, strict=True)
        ],
        by=None,
        now=now,
    )
    return [
        Asked(meeting.pk, one.asker, (one.asked,))
        for meeting, one in zip(outcome.meetings, _standing(requests, outcome), strict=True)
    ]


def _propose(
    desk: Desk,
    requests: Sequence[MadeRequest],
    suggestions: Mapping[frozenset[int], int | None],
    now: datetime,
) -> list[Asked]:
    """Let the matchmaking desk propose and ask both sides."""
    outcome = propose_meetings(
        edition=desk.edition,
        proposals=[
            MeetingProposal(
                parties=(one.asker, one.asked),
                suggestion=suggestions.get(frozenset((one.asker, one.asked))),
                about=desk.about(one.asker),
                weight=one.weight,
            )
            for one in requests
        ],
        by=None,
        now=now - timedelta(hours=2),
    )
    numbers = [meeting.pk for meeting in outcome.meetings]
    ask_parties(edition=desk.edition, meetings=numbers, by=None, now=now)
    return [
        Asked(number, None, (one.asker, one.asked))
        for number, one in zip(numbers, _standing(requests, outcome), strict=True)
    ]


def _standing(requests: Sequence[MadeRequest], outcome: Outcome) -> list[MadeRequest]:
    """Return the requests that were stored, in their order."""
    refused = {row for row, _refusal in outcome.refused}
    return [one for row, one in enumerate(requests) if row not in refused]


def _answer(
    desk: Desk, asked: Sequence[tuple[Asked, MadeAnswer]], chance: Random, now: datetime, hours: float
) -> None:
    """Answer in lots as time goes by; what would come after the fair has not come yet."""
    begin = 0.0
    for share in LOTS:
        end = share * hours
        then = now + timedelta(hours=min(end, 0.95 * hours))
        due = [(one, answer) for one, answer in asked if begin <= answer.hours < end]
        begin = end
        if then > desk.stage.moment(desk.stage.rates.fair_days - 1, EVENING):
            return
        countered = [(one, one.asker) for one, answer in due if answer.countered and one.asker]
        plain = [(one, answer) for one, answer in due if not (answer.countered and one.asker)]
        answer_meetings(answers=list(_words(plain)), by=None, now=then)
        counter_meetings(
            counters=[
                MeetingCounter(one.meeting, one.asked[0], slots)
                for one, asker in countered
                if (slots := desk.common_slots(chance, asker, one.asked[0]))
            ],
            by=None,
            now=then,
        )
        replies = {one.meeting: answer for one, answer in due}
        answer_meetings(
            answers=list(
                _words((Asked(one.meeting, None, (asker,)), replies[one.meeting]) for one, asker in countered)
            ),
            by=None,
            now=then + timedelta(hours=6),
        )


def _words(asked: Iterable[tuple[Asked, MadeAnswer]]) -> Iterator[MeetingAnswer]:
    """Yield what is said: where both sides are asked, the first says yes and the last decides."""
    for one, answer in asked:
        if answer.accepted is None:
            continue
        for participant in one.asked[:-1]:
            yield MeetingAnswer(one.meeting, participant, Answer.YES)
        said = Answer.YES if answer.accepted else Answer.NO
        yield MeetingAnswer(one.meeting, one.asked[-1], said, answer.reason)
