"""Problems and timetables as files: the `.npz` and `.dzn` forms of benchmarks, and our own readable JSON."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from chainfair.engine.timetable.problem import UNLIMITED, GapRule, Problem, make_problem
from chainfair.engine.timetable.result import Clash, ClashKind, Proof, Result

_OPTIONAL = {"maximum": UNLIMITED, "daily_maximum": UNLIMITED, "minimum": 0, "seats": 1}


def read_problem(path: Path) -> Problem:
    """Read a problem in the form that the file's name tells; raises ValueError where it is not in that form."""
    readers = {".npz": read_npz, ".dzn": read_dzn, ".json": read_json}
    if path.suffix not in readers:
        raise ValueError(
            f"{path.name}: a problem is a .npz, .dzn or .json file, not {path.suffix or 'without ending'}"
        )
    return readers[path.suffix](path)


def read_npz(path: Path) -> Problem:
    """Read the fair-sized form: exhibitors and visitors, requests, packed availability, one zone of places.

    Participants are the exhibitors, then the visitors; meetings are the requests in their order.
    """
    with np.load(path, allow_pickle=False) as file:
        missing = {
            "shape",
            "exhibitor",
            "visitor",
            "weight",
            "avail_exhibitor",
            "avail_visitor",
            "hall",
        } - set(file)
        if missing:
            raise ValueError(f"{path.name}: array {min(missing)} is missing")
        exhibitors, visitors, slots, places, days = (int(value) for value in file["shape"])
        packed = np.concatenate([file["avail_exhibitor"], file["avail_visitor"]])
        exhibitor, visitor = file["exhibitor"].astype(np.int64), file["visitor"].astype(np.int64)
        weight, hall = file["weight"].astype(np.int64), file["hall"].astype(np.int32)
    if len(packed) != exhibitors + visitors or slots % days:
        raise ValueError(f"{path.name}: shape does not fit the availability, or days do not divide the slots")
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


def read_dzn(path: Path, *, spread: int | None = 2) -> Problem:
    """Read the published benchmark form: all meetings must be held, breaks count, their spread is limited."""
    text = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    people, count, tables, slots, morning = (
        _number(path, text, name)
        for name in ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
    )
    rows = [
        [int(v) for v in row.split(",") if v.strip()] for row in _value(path, text, "requested").split("|")
    ]
    requests = np.array([row for row in rows if row]).reshape(-1, 3)
    if len(requests) != count:
        raise ValueError(f"{path.name}: nMeetings is {count}, but requested has {len(requests)} rows")
    available = np.ones((people, slots), np.bool_)
    for person, forbidden in enumerate(_sets(path, text, "forbidden", people)):
        available[person, [slot - 1 for slot in forbidden]] = False
    allowed = np.ones((count, slots), np.bool_)
    allowed[requests[:, 2] == 1, morning:] = False
    allowed[requests[:, 2] == 2, :morning] = False
    name = "fixed" if re.search(r"\bfixed\s*=", text) else "fixat"
    pinned = np.array([int(v) for v in _value(path, text, name).split(",") if v.strip()]) - 1
    before = _sets(path, text, "precedences", count)
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


def _value(path: Path, text: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*\[?([^;]*?)\]?\s*;", text)
    if found is None:
        raise ValueError(f"{path.name}: {name} is missing")
    return found.group(1)


def _number(path: Path, text: str, name: str) -> int:
    value = _value(path, text, name).strip()
    if not value.isdigit():
        raise ValueError(f"{path.name}: {name} is {value!r}, a whole number is needed")
    return int(value)


def _sets(path: Path, text: str, name: str, length: int) -> list[set[int]]:
    """The sets of an array, without the dummy 0; an array that is missing is one of empty sets."""
    if re.search(rf"\b{name}\s*=", text) is None:
        return [set() for _ in range(length)]
    found = re.findall(r"\{([^}]*)\}", _value(path, text, name))
    if len(found) != length:
        raise ValueError(f"{path.name}: {name} has {len(found)} sets, needs {length}")
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
        "precedence": problem.precedence.tolist(),
        "apart": problem.apart.tolist(),
        "gap_rule": problem.gap_rule.value,
        "spread": problem.spread,
    }
    path.write_text(json.dumps(form, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> Problem:
    """Read the readable form; what is left out binds nothing."""
    try:
        form: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return _from_json(form)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: not a timetable problem ({error!r})") from error


def _from_json(form: dict[str, Any]) -> Problem:
    if form["form"] != "chainfair timetable 1":
        raise ValueError(f"form is {form['form']!r}, needs 'chainfair timetable 1'")
    people, meetings, slots = form["participants"], form["meetings"], form["slots"]
    sizes = [len(meeting["parties"]) for meeting in meetings]
    allowed = None
    if any("allowed" in meeting for meeting in meetings):
        allowed = np.zeros((len(meetings), len(slots)), np.bool_)
        for row, meeting in zip(allowed, meetings, strict=True):
            row[meeting.get("allowed", slice(None))] = True
    return make_problem(
        available=np.array([[flag == "1" for flag in person["available"]] for person in people]),
        **{name: [person.get(name, default) for person in people] for name, default in _OPTIONAL.items()},
        day=[slot["day"] for slot in slots],
        session=[slot.get("session", 0) for slot in slots],
        capacity=np.array(form.get("zones", []), np.int32).reshape(-1, len(slots)),
        party_start=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
        party=[party for meeting in meetings for party in meeting["parties"]],
        weight=[meeting["weight"] for meeting in meetings],
        zone=[meeting.get("zone", -1) for meeting in meetings],
        hall=[meeting.get("hall", -1) for meeting in meetings],
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
        ClashKind.SPREAD: f"Nobody may have {clash.limit} breaks more than another.",
    }
    return sentences[clash.kind]
