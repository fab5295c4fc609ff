"""Problems and timetables as files: the `.npz` and `.dzn` forms of benchmarks, and our own readable JSON."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from chainfair.engine.timetable.problem import UNLIMITED, GapRule, Problem, make_problem, whole
from chainfair.engine.timetable.result import Clash, ClashKind, Proof, Result
from chainfair.engine.timetable.violations import Violation, ViolationKind

_OPTIONAL = {"maximum": UNLIMITED, "daily_maximum": UNLIMITED, "minimum": 0, "seats": 1}


_SENSELESS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What reading raises over a file that holds something else than it should."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever makes no sense in a file is one sentence that begins with its name: a ValueError."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: it is not text in UTF-8, see byte {error.start}") from error
    except _SENSELESS as error:
        why = str(error) if isinstance(error, ValueError) else f"it cannot be read ({error!r:.200})"
        raise ValueError(f"{path.name}: {' '.join(why.split())}") from error


def read_problem(path: Path, *, spread: int | None = 2) -> Problem:
    """Read a problem in the form that the file's name tells, with the spread of breaks that a `.dzn` is to keep.

    Raises ValueError where it is not in that form.
    """
    with reading(path):
        if path.suffix == ".dzn":
            return read_dzn(path, spread=spread)
        readers = {".npz": read_npz, ".json": read_json}
        if path.suffix not in readers:
            raise ValueError(
                f"a problem is a .npz, .dzn or .json file, not {path.suffix or 'one without ending'}"
            )
        return readers[path.suffix](path)


_ARRAYS = ("shape", "exhibitor", "visitor", "weight", "hall", "avail_exhibitor", "avail_visitor")


def read_npz(path: Path) -> Problem:
    """Read the fair-sized form: exhibitors and visitors, requests, packed availability, one zone of places.

    Participants are the exhibitors, then the visitors; meetings are the requests in their order.
    """
    arrays = _arrays(path)
    exhibitors, _visitors, slots, places, days = _shape(arrays)
    exhibitor, visitor = arrays["exhibitor"], arrays["visitor"]
    weight, hall = arrays["weight"], arrays["hall"]
    packed = np.concatenate([arrays["avail_exhibitor"], arrays["avail_visitor"]])
    available = np.unpackbits(packed, axis=1, bitorder="little")[:, :slots]
    return make_problem(
        available=available,
        day=np.arange(slots) // (slots // days),
        capacity=np.full((1, slots), places),
        party_start=2 * np.arange(len(weight) + 1),
        party=np.stack([exhibitor, visitor + exhibitors], axis=1).ravel(),
        weight=weight,
        zone=np.zeros(len(weight)),
        hall=hall[exhibitor],
    )


def _arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a `.npz`, packed ones as bytes and all others as whole numbers."""
    with path.open("rb") as opened:
        if not zipfile.is_zipfile(opened):
            raise ValueError("not a .npz file")
    with np.load(path, allow_pickle=False) as file:
        missing = set(_ARRAYS) - set(file)
        if missing:
            raise ValueError(f"array {min(missing)} is missing")
        return {
            name: file[name] if name.startswith("avail_") else whole(name, file[name]) for name in _ARRAYS
        }


def _shape(arrays: dict[str, np.ndarray]) -> tuple[int, ...]:
    """Exhibitors, visitors, slots, places and days, where all other arrays fit them."""
    shape = tuple(arrays["shape"].tolist())
    if len(shape) != 5 or min(shape) < 0 or 0 in (shape[2], shape[4]) or shape[2] % shape[4]:
        raise ValueError(
            "shape must be exhibitors, visitors, slots, places and days, and days must divide the slots"
        )
    size, count = -(-shape[2] // 8), arrays["weight"].shape
    for side, people in zip(("exhibitor", "visitor"), shape[:2], strict=True):
        free, rows = arrays[f"avail_{side}"], arrays[side]
        if free.dtype != np.uint8 or free.shape != (people, size):
            raise ValueError(f"avail_{side} must be {size} bytes for each of {people}")
        if rows.shape != count or ((rows < 0) | (rows >= people)).any():
            raise ValueError(f"{side} must be a number from 0 to {people - 1} for each weight")
    if arrays["hall"].shape != shape[:1]:
        raise ValueError(f"hall has shape {arrays['hall'].shape}, needs {shape[:1]}")
    return shape


def read_dzn(path: Path, *, spread: int | None = 2) -> Problem:
    """Read the published benchmark form: all meetings must be held, breaks count, their spread is limited."""
    text = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    people, count, tables, slots, morning = (
        _number(text, name) for name in ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
    )
    rows = [[int(v) for v in row.split(",") if v.strip()] for row in _value(text, "requested").split("|")]
    requests = np.array([row for row in rows if len(row) == 3]).reshape(-1, 3)
    if len(requests) != count or any(len(row) not in {0, 3} for row in rows):
        raise ValueError(f"nMeetings is {count}, but requested has {len(requests)} rows of three")
    available = np.ones((people, slots), np.bool_)
    for person, forbidden in enumerate(_sets(text, "forbidden", people)):
        available[person, [slot - 1 for slot in forbidden]] = False
    allowed = np.ones((count, slots), np.bool_)
    allowed[requests[:, 2] == 1, morning:] = False
    allowed[requests[:, 2] == 2, :morning] = False
    name = "fixed" if re.search(r"\bfixed\s*=", text) else "fixat"
    pinned = np.array([int(v) for v in _value(text, name).split(",") if v.strip()]) - 1
    before = _sets(text, "precedences", count)
    return make_problem(
        available=available,
        capacity=np.full((1, slots), tables),
        party_start=2 * np.arange(count + 1),
        party=requests[:, :2].ravel() - 1,
        weight=np.ones(count),
        zone=np.zeros(count),
        pinned=pinned,
        required=np.ones(count),
        allowed=allowed,
        precedence=[(first - 1, second) for second, firsts in enumerate(before) for first in sorted(firsts)],
        gap_rule=GapRule.ANY,
        spread=spread,
    )


def _value(text: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*\[?([^;]*?)\]?\s*;", text)
    if found is None:
        raise ValueError(f"{name} is missing")
    return found.group(1)


def _number(text: str, name: str) -> int:
    value = _value(text, name).strip()
    if not value.isdecimal():
        raise ValueError(f"{name} is {value!r}, a whole number is needed")
    return int(value)


def _sets(text: str, name: str, length: int) -> list[set[int]]:
    """The sets of an array, without the dummy 0; an array that is missing is one of empty sets."""
    if re.search(rf"\b{name}\s*=", text) is None:
        return [set() for _ in range(length)]
    found = re.findall(r"\{([^}]*)\}", _value(text, name))
    if len(found) != length:
        raise ValueError(f"{name} has {len(found)} sets, needs {length}")
    return [{int(v) for v in part.split(",") if v.strip()} - {0} for part in found]


def write_json(path: Path, problem: Problem) -> None:
    """Write a problem in the readable form, one row for each participant, slot, zone and meeting."""
    flags = np.where(problem.available, "1", "0")
    meetings = [
        {
            "parties": problem.parties(m).tolist(),
            "weight": int(problem.weight[m]),
            **{
                name: int(getattr(problem, name)[m])
                for name in ("zone", "hall", "pinned", "previous")
                if getattr(problem, name)[m] >= 0
            },
            **({"required": True} if problem.required[m] else {}),
            **({} if problem.allowed is None else {"allowed": np.flatnonzero(problem.allowed[m]).tolist()}),
        }
        for m in range(problem.meetings)
    ]
    participants = [
        {
            "available": "".join(flags[p]),
            **{
                name: int(getattr(problem, name)[p])
                for name, default in _OPTIONAL.items()
                if getattr(problem, name)[p] != default
            },
        }
        for p in range(problem.participants)
    ]
    form = {
        "form": "chainfair timetable 1",
        "slots": [
            {"day": int(d), "session": int(s)} for d, s in zip(problem.day, problem.session, strict=True)
        ],
        "zones": problem.capacity.tolist(),
        "participants": participants,
        "meetings": meetings,
        **({"distance": problem.distance.tolist()} if len(problem.distance) else {}),
        "precedence": problem.precedence.tolist(),
        "apart": problem.apart.tolist(),
        "gap_rule": problem.gap_rule.value,
        "spread": problem.spread,
    }
    path.write_text(json.dumps(form, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> Problem:
    """Read the readable form; what is left out binds nothing."""
    form: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    try:
        return _from_json(form)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a timetable problem ({error!r})") from error


def _from_json(form: dict[str, Any]) -> Problem:
    if form["form"] != "chainfair timetable 1":
        raise ValueError(f"form is {form['form']!r}, needs 'chainfair timetable 1'")
    people, meetings, slots = form["participants"], form["meetings"], form["slots"]
    sizes = [len(meeting["parties"]) for meeting in meetings]
    allowed = None
    if any("allowed" in meeting for meeting in meetings):
        allowed = np.zeros((len(meetings), len(slots)), np.bool_)
        for row, meeting in zip(allowed, meetings, strict=True):
            taken = whole("allowed", meeting.get("allowed", range(len(slots))))
            if ((taken < 0) | (taken >= len(slots))).any():
                raise ValueError(f"allowed has a slot that is not from 0 to {len(slots) - 1}")
            row[taken] = True
    for person in people:
        if len(person["available"]) != len(slots) or not set(person["available"]) <= {"0", "1"}:
            raise ValueError(f"available must be 0 or 1 for each of the {len(slots)} slots of a participant")
    if not isinstance(form.get("spread"), int | None):
        raise ValueError("spread must be a whole number or null")  # noqa: TRY004 - of a file, not a caller
    return make_problem(
        available=np.array([[flag == "1" for flag in person["available"]] for person in people]),
        **{name: [person.get(name, default) for person in people] for name, default in _OPTIONAL.items()},
        day=[slot["day"] for slot in slots],
        session=[slot.get("session", 0) for slot in slots],
        capacity=form.get("zones") or None,
        party_start=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
        party=[party for meeting in meetings for party in meeting["parties"]],
        weight=[meeting["weight"] for meeting in meetings],
        zone=[meeting.get("zone", -1) for meeting in meetings],
        hall=[meeting.get("hall", -1) for meeting in meetings],
        distance=form.get("distance") or None,
        pinned=[meeting.get("pinned", -1) for meeting in meetings],
        previous=[meeting.get("previous", -1) for meeting in meetings],
        required=[meeting.get("required", False) for meeting in meetings],
        allowed=allowed,
        precedence=form.get("precedence", []),
        apart=form.get("apart", []),
        gap_rule=GapRule(form.get("gap_rule", "available")),
        spread=form.get("spread"),
    )


def result_form(problem: Problem, result: Result) -> dict[str, Any]:
    """The result as plain values: the timetable in both benchmark forms, and the certificate of its bound."""
    placed = np.flatnonzero(result.slot >= 0)
    certificate = result.certificate
    return {
        "status": result.status.value,
        "slots": result.slot.tolist(),
        "placed": [{"request": int(m), "slot": int(result.slot[m])} for m in placed],
        "certificate": {
            "bound": certificate.bound,
            "scale": certificate.scale,
            "participant": certificate.participant.tolist(),
            "zone": certificate.zone.tolist(),
            "cells": certificate.cells.tolist(),
        },
        **({} if result.proof is None else {"proof": _proof_form(result.proof)}),
        "contradiction": [clash_sentence(clash) for clash in result.contradiction],
        "clashes": [clash_form(clash) for clash in result.contradiction],
        "reasons": [
            {name: value for name, value in reason._asdict().items() if value not in (-1, ())}
            for reason in result.reasons
        ],
        "meetings": len(placed),
        "requests": problem.meetings,
    }


def _proof_form(proof: Proof) -> dict[str, Any]:
    """How it was proved that there are no fewer breaks."""
    return {
        "breaks_bound": proof.gaps,
        "refuted": list(proof.refuted),
        "solver": proof.solver,
        "encoding": proof.encoding,
    }


def clash_form(clash: Clash) -> dict[str, Any]:
    """One part of a contradiction as plain values, those that it does not speak of left out."""
    values = {name: getattr(clash, name) for name in type(clash).__slots__}
    return {"kind": clash.kind.value} | {name: v for name, v in values.items() if name != "kind" and v != -1}


def violation_sentence(problem: Problem, one: Violation) -> str:
    """A broken constraint in words; participants, meetings, slots, zones and halls count from 0."""
    who, m, t, found, limit = one.participant, one.meeting, one.slot, one.found, one.limit
    sentences = {
        ViolationKind.NO_SUCH_SLOT: f"Meeting {m} is in slot {t}, which there is not.",
        ViolationKind.UNAVAILABLE: f"Participant {who} cannot come to meeting {m} in slot {t}.",
        ViolationKind.SLOT_NOT_ALLOWED: f"Meeting {m} may not be in slot {t}.",
        ViolationKind.DOUBLE_BOOKED: f"Participant {who} has {found} meetings in slot {t}, at most {limit} can be.",
        ViolationKind.ZONE_OVER_CAPACITY: f"Zone {one.zone} has {found} meetings in slot {t} and {limit} places.",
        ViolationKind.PIN_MOVED: f"Meeting {m} is settled in slot {limit} and is not there.",
        ViolationKind.OUT_OF_ORDER: f"Meeting {m} in slot {t} must be later than meeting {found} in slot {limit - 1}.",
        ViolationKind.NOT_APART: f"Meetings {found} and {m} may not be in the same slot, which is {t}.",
        ViolationKind.OVER_MAXIMUM: f"Participant {who} has {found} meetings, at most {limit} may be.",
        ViolationKind.OVER_DAILY_MAXIMUM: f"Participant {who} has {found} meetings on the day of slot {t}, at most "
        f"{limit} may be.",
        ViolationKind.NOT_HELD: f"Meeting {m} must be held and has no slot.",
        ViolationKind.SPREAD_TOO_WIDE: f"Participant {who} has {found} gaps more than another, at most {limit} may be.",
        ViolationKind.TOO_FAR: f"Participant {who} needs {found} people to walk to its meetings from slot {t} on in "
        f"time, and has {limit}.",
    }
    if one.kind is ViolationKind.TOO_FAR and one.other >= 0:
        a, b = problem.hall[one.other], problem.hall[m]
        slots = "1 slot" if limit == 1 else f"{limit} slots"
        return f"Participant {who} needs {slots} to walk from hall {a} to hall {b} before slot {t}, and has {found}."
    return sentences[one.kind]


def clash_sentence(clash: Clash) -> str:
    """One part of a contradiction in words; participants, meetings, slots and zones count from 0."""
    at_once = "one" if clash.limit == 1 else str(clash.limit)
    sentences = {
        ClashKind.DIARY: f"Participant {clash.participant} is to hold {clash.held} meetings, {at_once} at a time.",
        ClashKind.AWAY: f"Participant {clash.participant} cannot come in slot {clash.slot}.",
        ClashKind.SLOTS: f"Meeting {clash.meeting} may only be in some of the slots.",
        ClashKind.PIN: f"Meeting {clash.meeting} is settled in slot {clash.slot}.",
        ClashKind.LIMIT: f"Participant {clash.participant} has a greatest number of meetings, in all or on a day.",
        ClashKind.PLACES: f"Zone {clash.zone} has only so many places in each slot.",
        ClashKind.ORDER: f"Meeting {clash.meeting} must be before meeting {clash.other}.",
        ClashKind.APART: f"Meetings {clash.meeting} and {clash.other} may not be in the same slot.",
        ClashKind.WAY: "Whoever goes to another hall needs the slots that the way takes.",
        ClashKind.SPREAD: f"Nobody may have {clash.limit} breaks more than another.",
    }
    return sentences[clash.kind]
