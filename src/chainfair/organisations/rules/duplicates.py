"""Which entries of a list are one organisation, with one another and with those known before.

Pairs are found by blocking (a shared number, name, website or beginning of a name), so the work grows with the list,
not with its square.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chainfair.organisations.rules.likeness import ASKED, Likeness, Print, contradicting_scheme, likeness
from chainfair.organisations.rules.names import Script

BEGINNING = {Script.HAN: 4, Script.LATIN: 8, Script.OTHER: 6}
CROWD = 300  # a block of names with one beginning is split by a longer beginning above this size


@dataclass(frozen=True)
class Found:
    """Two entries (by place in the sequence) and how alike they are."""

    first: int
    second: int
    likeness: Likeness


@dataclass(frozen=True)
class Resolution:
    """Who stands for whom: `groups[i]` is the place of the entry that stands for entry i."""

    groups: tuple[int, ...]
    merges: tuple[Found, ...]  # second was taken for first
    questions: tuple[Found, ...]  # between entries that stand for themselves


def resolve(
    prints: Sequence[Print], *, known: int = 0, settled: Iterable[tuple[int, int]] = ()
) -> Resolution:
    """Merge what is certain, ask about what is in between.

    The first `known` entries are organisations that exist; they are never merged with each other here, and pairs of
    them in `settled` were asked about before.
    """
    found = [
        Found(first, second, like)
        for first, second in sorted(set(_candidates(prints, known)))
        if (like := likeness(prints[first], prints[second])).score
    ]
    found.sort(key=lambda one: (-one.likeness.score, one.first, one.second))
    groups = _Groups(prints, known)
    merges = [one for one in found if one.likeness.merged and groups.join(one.first, one.second)]
    places = tuple(groups.place(index) for index in range(len(prints)))
    asked = {tuple(sorted(pair)) for pair in settled}
    questions = []
    for one in found:
        pair = tuple(sorted((places[one.first], places[one.second])))
        if pair[0] != pair[1] and pair not in asked and one.likeness.score >= ASKED:
            asked.add(pair)
            questions.append(Found(pair[0], pair[1], one.likeness))
    return Resolution(places, tuple(_against_standing(merges, places)), tuple(questions))


class _Groups:
    """Union of entries, refused where two known organisations or two numbers of one register would meet."""

    def __init__(self, prints: Sequence[Print], known: int) -> None:
        self.prints, self.known = prints, known
        self.above = list(range(len(prints)))
        self.members = {index: [index] for index in range(len(prints))}

    def place(self, index: int) -> int:
        while self.above[index] != index:
            index = self.above[index]
        return index

    def join(self, first: int, second: int) -> bool:
        """Put both into one group; say whether that changed anything."""
        one, other = sorted((self.place(first), self.place(second)))
        if one == other or other < self.known:
            return False
        pairs = ((a, b) for a in self.members[one] for b in self.members[other])
        if any(
            contradicting_scheme(self.prints[a], self.prints[b]) for a, b in pairs if self._numbered(a, b)
        ):
            return False
        self.above[other] = one
        self.members[one] += self.members.pop(other)
        return True

    def _numbered(self, a: int, b: int) -> bool:
        return bool(self.prints[a].identifiers and self.prints[b].identifiers)


def _against_standing(merges: Iterable[Found], places: Sequence[int]) -> Iterator[Found]:
    """Tell each merge as: this entry was taken for that one, once per entry."""
    told: set[int] = set()
    for one in merges:
        for index in (one.first, one.second):
            if places[index] != index and index not in told:
                told.add(index)
                yield Found(places[index], index, one.likeness)


def _candidates(prints: Sequence[Print], known: int) -> Iterator[tuple[int, int]]:
    """Pairs that share a block; a pair of two known organisations is none."""
    for members in _blocks(prints):
        for place, first in enumerate(members):
            for second in members[place + 1 :]:
                if second >= known:
                    yield first, second


def _blocks(prints: Sequence[Print]) -> Iterator[list[int]]:
    exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
    begun: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(prints):
        keys: set[tuple[str, ...]] = {("number", *number) for number in one.identifiers}
        keys |= {("core", one.core.core), ("core", one.latin_core.core)} - {("core", "")}
        for key in sorted(keys):
            exact[key].append(index)
        begun["begins", one.core.core[: BEGINNING[one.script]]].append(index)
        if one.host:
            begun["host", one.host].append(index)
    yield from (members for members in exact.values() if len(members) > 1)
    for members in begun.values():
        yield from _split(prints, members, 2)


def _split(prints: Sequence[Print], members: list[int], times: int) -> Iterator[list[int]]:
    if len(members) <= CROWD:
        if len(members) > 1:
            yield members
        return
    longer: dict[str, list[int]] = defaultdict(list)
    for index in members:
        longer[prints[index].core.core[: BEGINNING[prints[index].script] * times]].append(index)
    if len(longer) == 1:
        yield members
        return
    for part in longer.values():
        yield from _split(prints, part, times + 1)
