from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.ground.errors import Refusal
from chainfair.meetings import errors, rules
from chainfair.meetings.kinds import (
    Answer,
    Decision,
    DeclineReason,
    MeetingFacts,
    MeetingState,
    PartyFacts,
    TimetableState,
)

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
S = MeetingState
# Every change that product.md knows; nothing else may happen.
STEPS = {
    S.SUGGESTED: {S.REQUESTED, S.CANCELLED},
    S.REQUESTED: {S.ACCEPTED, S.DECLINED, S.COUNTERED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED},
    S.COUNTERED: {S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED},
    S.ACCEPTED: {S.SCHEDULED, S.CANCELLED},
    S.SCHEDULED: {S.ACCEPTED, S.CONFIRMED, S.IN_PROGRESS, S.HELD, S.NO_SHOW, S.DISPUTED, S.CANCELLED},
    S.CONFIRMED: {S.ACCEPTED, S.SCHEDULED, S.IN_PROGRESS, S.HELD, S.NO_SHOW, S.DISPUTED, S.CANCELLED},
    S.IN_PROGRESS: {S.HELD, S.NO_SHOW, S.DISPUTED},
    S.DISPUTED: {S.HELD, S.NO_SHOW},
}


def meeting(state: MeetingState = S.REQUESTED, *parties: PartyFacts, quorum: int = 2) -> MeetingFacts:
    sides = parties or (PartyFacts(1, asked=True, answer=Answer.YES), PartyFacts(2))
    return MeetingFacts(state, quorum, sides, NOW + timedelta(days=3))


def decision(found: Decision | Refusal | None) -> Decision:
    assert isinstance(found, Decision)
    return found


def test_accept_by_the_asked_side_accepts_the_meeting() -> None:
    found = decision(rules.accepted(meeting(), 2, NOW))
    assert (found.state, found.verb, found.answers) == (S.ACCEPTED, "meeting.accepted", ((2, Answer.YES),))


def test_accept_by_who_asked_is_refused() -> None:
    assert isinstance(rules.accepted(meeting(), 1, NOW), errors.AlreadyAnswered)


def test_accept_by_a_stranger_is_refused() -> None:
    assert isinstance(rules.accepted(meeting(), 9, NOW), errors.NotAParty)


def test_accept_after_the_answer_by_date_is_refused() -> None:
    assert isinstance(rules.accepted(meeting(), 2, NOW + timedelta(days=4)), errors.AnswerTooLate)


def test_decline_needs_a_reason() -> None:
    assert isinstance(rules.declined(meeting(), 2, None, NOW), errors.ReasonMissing)
    found = decision(rules.declined(meeting(), 2, DeclineReason.COMPETITOR, NOW))
    assert (found.state, found.why) == (S.DECLINED, "competitor")


def test_counter_asks_the_others_again() -> None:
    found = decision(rules.countered(meeting(), 2, [5], NOW))
    assert (found.state, set(found.answers)) == (S.COUNTERED, {(2, Answer.YES), (1, Answer.OPEN)})
    assert isinstance(rules.countered(meeting(), 2, [], NOW), errors.TimeMissing)


def test_withdraw_is_for_who_asked() -> None:
    assert decision(rules.withdrawn(meeting(), 1)).state == S.WITHDRAWN
    assert isinstance(rules.withdrawn(meeting(), 2), errors.NotYoursToWithdraw)


def test_group_is_accepted_at_quorum_and_declined_when_it_is_out_of_reach() -> None:
    said = [Answer.YES, Answer.YES, Answer.YES, Answer.YES, Answer.OPEN, Answer.NO, Answer.NO]
    assert rules.state_after(said, 5, S.REQUESTED) == S.REQUESTED
    assert rules.state_after([*said[:4], Answer.YES, *said[5:]], 5, S.REQUESTED) == S.ACCEPTED
    assert rules.state_after([*said[:4], Answer.NO, *said[5:]], 5, S.REQUESTED) == S.DECLINED


@given(st.lists(st.sampled_from(list(Answer)), min_size=2, max_size=9), st.data())
def test_a_group_is_never_both_in_reach_and_declined(said: list[Answer], data: st.DataObject) -> None:
    quorum = data.draw(st.integers(2, len(said)))
    state = rules.state_after(said, quorum, S.REQUESTED)
    in_reach = len(said) - said.count(Answer.NO) >= quorum
    agreed = said.count(Answer.YES) >= quorum
    assert state == (S.DECLINED if not in_reach else S.ACCEPTED if agreed else S.REQUESTED)


def side(number: int, *, scanned: bool = False, held: bool | None = None) -> PartyFacts:
    return PartyFacts(number, answer=Answer.YES, scanned=scanned, said_held=held)


@pytest.mark.parametrize(
    ("first", "second", "state", "absent"),
    [
        (side(1, scanned=True), side(2, scanned=True), S.HELD, ()),
        (side(1, held=True), side(2, held=True), S.HELD, ()),
        (side(1, scanned=True), side(2), S.NO_SHOW, (2,)),
        (side(1), side(2), S.NO_SHOW, (1, 2)),
        (side(1, held=True), side(2), S.DISPUTED, ()),
        (side(1, held=True), side(2, held=False), S.DISPUTED, ()),
        (side(1, scanned=True, held=True), side(2), S.DISPUTED, ()),
        (side(1, scanned=True), side(2, held=True), S.DISPUTED, ()),
        (side(1, scanned=True, held=False), side(2), S.NO_SHOW, (2,)),
        (side(1, held=False), side(2, held=False), S.NO_SHOW, (1, 2)),
    ],
)
def test_settled_by_badges_and_words(
    first: PartyFacts, second: PartyFacts, state: MeetingState, absent: tuple[int, ...]
) -> None:
    found = decision(rules.settled(meeting(S.SCHEDULED, first, second)))
    assert (found.state, found.absent) == (state, absent)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([None, True, False])), min_size=2, max_size=6))
def test_one_sides_word_is_never_enough(marks: list[tuple[bool, bool | None]]) -> None:
    sides = [side(number, scanned=scan, held=word) for number, (scan, word) in enumerate(marks, 1)]
    found = decision(rules.settled(meeting(S.CONFIRMED, *sides)))
    badges, words = sum(scan for scan, _word in marks), sum(word is True for _scan, word in marks)
    assert (found.state == S.HELD) == (badges >= 2 or words >= 2)


def test_closing_by_the_second_side_makes_it_held() -> None:
    facts = meeting(S.IN_PROGRESS, side(1, held=True), side(2))
    assert decision(rules.closed(facts, 2, held=True)).state == S.HELD
    assert decision(rules.closed(facts, 2, held=False)).state == S.IN_PROGRESS


def test_a_dispute_is_decided_by_the_organiser() -> None:
    facts = meeting(S.DISPUTED, side(1, held=True), side(2, held=False))
    assert decision(rules.decided(facts, held=True, why="photo")).state == S.HELD
    missed = decision(rules.decided(facts, held=False, why="no trace"))
    assert (missed.state, missed.absent) == (S.NO_SHOW, (2,))


def test_confirmed_once_a_quorum_has() -> None:
    one = meeting(S.SCHEDULED, PartyFacts(1), PartyFacts(2))
    assert decision(rules.confirmed(one, 1)).state == S.SCHEDULED
    other = meeting(S.SCHEDULED, PartyFacts(1, confirmed=True), PartyFacts(2))
    assert decision(rules.confirmed(other, 2)).state == S.CONFIRMED


def test_who_declined_confirms_nothing() -> None:
    sides = (
        PartyFacts(1, answer=Answer.YES),
        PartyFacts(2, answer=Answer.YES),
        PartyFacts(3, answer=Answer.NO),
    )
    assert isinstance(rules.confirmed(meeting(S.SCHEDULED, *sides), 3), errors.NotAParty)


facts = st.builds(
    MeetingFacts,
    state=st.sampled_from(list(MeetingState)),
    quorum=st.just(2),
    parties=st.tuples(
        st.builds(
            PartyFacts,
            participant=st.just(1),
            asked=st.booleans(),
            answer=st.sampled_from(list(Answer)),
            confirmed=st.booleans(),
            scanned=st.booleans(),
            said_held=st.sampled_from([None, True, False]),
        ),
        st.builds(
            PartyFacts,
            participant=st.just(2),
            asked=st.booleans(),
            answer=st.sampled_from(list(Answer)),
            scanned=st.booleans(),
            said_held=st.sampled_from([None, True, False]),
        ),
    ),
    answer_by=st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
)
CHANGES: list[Callable[[MeetingFacts], Decision | Refusal | None]] = [
    lambda one: rules.accepted(one, 1, NOW),
    lambda one: rules.declined(one, 2, DeclineReason.OTHER, NOW),
    lambda one: rules.countered(one, 1, [3], NOW),
    lambda one: rules.withdrawn(one, 1),
    rules.asked,
    lambda one: rules.expired(one, NOW),
    lambda one: rules.confirmed(one, 1),
    lambda one: rules.cancelled(one, "ill"),
    lambda one: rules.scheduled(one.state, moved=True),
    lambda one: rules.unscheduled(one.state),
    lambda one: rules.scanned(one, 1),
    lambda one: rules.closed(one, 1, held=True),
    rules.settled,
    lambda one: rules.decided(one, held=False, why=""),
]


@given(facts, st.lists(st.integers(0, len(CHANGES) - 1), max_size=12))
def test_no_change_takes_a_step_that_does_not_exist(start: MeetingFacts, steps: list[int]) -> None:
    states, now = [start.state], start
    for step in steps:
        found = CHANGES[step](now)
        if isinstance(found, Decision):
            states.append(found.state)
            now = MeetingFacts(found.state, now.quorum, now.parties, now.answer_by)
    assert [(a, b) for a, b in pairwise(states) if a != b and b not in STEPS.get(a, set())] == []


@given(facts)
def test_what_has_ended_stays(start: MeetingFacts) -> None:
    if start.state not in rules.SETTLED:
        return
    found = [change(start) for change in CHANGES]
    assert {one.state for one in found if isinstance(one, Decision)} <= {start.state}


def test_publishing_what_nobody_agreed_to_is_refused_with_the_number() -> None:
    placed = [(S.SUGGESTED, 0), (S.SUGGESTED, 0), (S.ACCEPTED, 2)]
    refusal = rules.refusal_to_publish(4, TimetableState.DRAFT, placed)
    assert str(refusal) == (
        "Nobody has agreed to 2 of the 3 meetings placed here, so this timetable cannot be published."
        " Ask both sides first, or take these meetings out."
    )


@pytest.mark.parametrize(
    ("state", "placed", "refusal"),
    [
        (TimetableState.DRAFT, [(S.ACCEPTED, 2)], type(None)),
        (TimetableState.DRAFT, [], errors.NothingPlaced),
        (TimetableState.DRAFT, [(S.REQUESTED, 1), (S.ACCEPTED, 2)], errors.AnswersOutstanding),
        (TimetableState.DRAFT, [(S.REQUESTED, 0)], errors.NobodyHasAgreed),
        (TimetableState.PUBLISHED, [(S.ACCEPTED, 2)], errors.NotADraft),
    ],
)
def test_publishing(
    state: TimetableState, placed: list[tuple[MeetingState, int]], refusal: type[Refusal]
) -> None:
    assert type(rules.refusal_to_publish(1, state, placed)) is refusal


@given(st.permutations([4, 9]))
def test_a_pair_has_one_key_whoever_asks(pair: list[int]) -> None:
    assert rules.pair_of(pair) == "4-9"
    assert rules.pair_of([*pair, 11]) == ""


def test_agreed_slots_are_those_on_which_all_who_named_any_agree() -> None:
    assert rules.agreed_slots([(1, 5), (1, 6), (2, 6)]) == {6}
    assert rules.agreed_slots([(1, 5), (1, 6)]) == {5, 6}
    assert rules.agreed_slots([]) == frozenset()


def test_free_by_the_character_of_the_slot() -> None:
    assert [rules.is_free("101", slot) for slot in range(4)] == [True, False, True, False]
    assert rules.is_free("", 99)
