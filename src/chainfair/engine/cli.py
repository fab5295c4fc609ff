"""The engine's own command line: instances from files, one answer (mostly JSON) on standard output, no database.

Exit status: 0 answered, 1 refused (said on standard error) or found wrong by `check` (in its answer), 2 wrong usage.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Answer = tuple[dict[str, Any] | str, int]


@dataclass(frozen=True, slots=True)
class Verb:
    """One word of the command line; its module is imported only when it is called."""

    name: str
    help: str
    module: str
    """Has ``<name>_arguments(parser)`` and ``<name>(options)``, returning the answer and the exit status."""


VERBS = (
    Verb("timetable", "place the meetings of a problem file", "chainfair.engine.timetable.verbs"),
    Verb("match", "rank everybody's suppliers or buyers from plain CSV", "chainfair.engine.matching.verbs"),
    Verb(
        "evaluate", "hold such lists against suppliers known to be right", "chainfair.engine.matching.verbs"
    ),
    Verb(
        "check",
        "check a timetable, recount it, recompute its bound (0: all that it claims holds, 1: something does not)",
        "chainfair.engine.timetable.verbs",
    ),
)


def main(arguments: list[str]) -> int:
    """Run one verb; print its answer."""
    parser = argparse.ArgumentParser(prog="chainfair engine", description=__doc__)
    choices = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    wanted = arguments[0] if arguments else ""
    for verb in VERBS:
        child = choices.add_parser(verb.name, help=verb.help)
        if verb.name == wanted:
            getattr(import_module(verb.module), f"{verb.name}_arguments")(child)
    options = parser.parse_args(arguments)
    module = import_module(next(verb.module for verb in VERBS if verb.name == options.verb))
    run: Callable[[argparse.Namespace], Answer] = getattr(module, options.verb)
    try:
        answer, status = run(options)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line speaks
        return 1
    print(answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False))  # noqa: T201
    return status
