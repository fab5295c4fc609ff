"""Groups of the engine's answer -> assemblies by the rows' own numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chainfair.matching.bridge.problem import Keys

if TYPE_CHECKING:
    from chainfair.engine.matching import Problem, Result


@dataclass(frozen=True)
class Place:
    """One who sits in an assembly, and what it brings; 0: none."""

    participant: int
    part: int
    offer: int
    worth: int
    guessed: bool


@dataclass(frozen=True)
class Group:
    """One assembly; the first place is that of who looks for the whole."""

    places: list[Place]
    scenario: int
    weight: int
    missing: list[int]
    chosen: bool


def groups_of(problem: "Problem", result: "Result", keys: Keys) -> list[Group]:
    """Every group that could meet as one, with the parts that nobody in it supplies."""
    gathered, groups = result.gathered, result.gathered.groups
    offers, links = [*keys.offers, 0], [*keys.links, 0]  # -1: none
    places = [
        Place(keys.participants[member], links[part], offers[offer], worth, guessed)
        for member, part, offer, worth, guessed in zip(
            groups.member.tolist(),
            groups.part.tolist(),
            gathered.offer.tolist(),
            gathered.worth.tolist(),
            gathered.guessed.tolist(),
            strict=True,
        )
    ]
    inputs: dict[int, set[int]] = {}
    for source, target in zip(problem.graph.source.tolist(), problem.graph.target.tolist(), strict=True):
        inputs.setdefault(target, set()).add(source)
    found = []
    for g, (start, end) in enumerate(zip(groups.start[:-1].tolist(), groups.start[1:].tolist(), strict=True)):
        whole, *parts = groups.part[start:end].tolist()
        missing = sorted(links[one] for one in inputs.get(whole, set()) - set(parts))
        found.append(
            Group(
                places[start:end],
                int(groups.alternative[g]),
                int(groups.weight[g]),
                missing,
                bool(gathered.chosen[g]),
            )
        )
    return found
