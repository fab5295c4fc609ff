"""The command line: `./chainfair VERB …`, one table of verbs, each a few lines over one action.

The launcher reads this table with the machine's own Python before anything is installed, so the top of this
module and of the packages above it use the standard library alone; a verb imports what it needs when it runs.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DONE, REFUSED, WRONG_USAGE = 0, 1, 2

Options = argparse.Namespace
Words = argparse.ArgumentParser


@dataclass(frozen=True)
class Verb:
    """One verb of the command line: what it is for, what it takes, what it does and what it needs."""

    name: str
    summary: str
    act: Callable[[Options], int]
    take: Callable[[Words], object] = lambda _: None
    develops: bool = False
    shows_pages: bool = False


@dataclass(frozen=True)
class Request:
    """A command line that was understood."""

    verb: Verb
    options: Options


def read_arguments(arguments: list[str]) -> Request:
    """Understand a command line, or end with usage and status 2 (0 where help was asked for)."""
    # What another program understands is handed to it as it is, options included.
    spoken, rest = _cut(arguments)
    options = _words().parse_args(spoken)
    options.rest = rest
    return Request(verb=VERBS[options.verb], options=options)


def _cut(arguments: list[str]) -> tuple[list[str], list[str]]:
    first = 0
    while first < len(arguments) and arguments[first].startswith("-") and arguments[first] != "--":
        first += 2 if arguments[first] == "--data" else 1
    if arguments[first : first + 1] == ["engine"]:
        return arguments[: first + 1], arguments[first + 1 :]
    if "--" in arguments:
        position = arguments.index("--")
        return arguments[:position], arguments[position + 1 :]
    return arguments, []


def _words() -> Words:
    everywhere = Words(add_help=False)
    everywhere.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder of this fair's data; made where it does not exist (also CHAINFAIR_DATA)",
    )
    words = Words(
        prog="chainfair",
        description="Runs a supply-chain fair: chains, matching, timetable, outcomes, closing report.",
        epilog="Ends with 0 when done, 1 when refused in words, 2 on wrong usage.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    verbs = words.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in VERBS.values():
        own = verbs.add_parser(
            verb.name,
            help=verb.summary,
            description=verb.summary,
            parents=[everywhere],
            allow_abbrev=False,
        )
        verb.take(own)
    return words


def _check(_: Options) -> int:
    from chainfair.project.proving import check

    return check()


def _test(options: Options) -> int:
    from chainfair.project.proving import test

    return test(long=options.long, passed_on=options.rest)


def _take_test(words: Words) -> None:
    words.add_argument("--long", action="store_true", help="add the tests that take minutes to hours")
    words.usage = "chainfair test [--long] [-- PYTEST-ARGUMENT ...]"


def _engine(options: Options) -> int:
    own = [sys.executable, "-m", "chainfair.engine", *options.rest]
    os.execv(own[0], own)  # noqa: S606 (no shell is wanted)


def _messages(_: Options) -> int:
    from chainfair.project import messages

    return messages.main(["update"])


_TABLE = (
    Verb("check", "format, lint, types, contracts, documents and budgets", _check, develops=True),
    Verb(
        "test",
        "everything that CI runs, on both databases",
        _test,
        _take_test,
        develops=True,
        shows_pages=True,
    ),
    Verb("engine", "solve an instance from a file, without a database", _engine),
    Verb("messages", "bring the catalogues up to date with the sources", _messages, develops=True),
)
VERBS = {verb.name: verb for verb in _TABLE}


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return its exit status."""
    request = read_arguments(arguments)
    if "data" in request.options:
        os.environ["CHAINFAIR_DATA"] = str(Path(request.options.data).expanduser().resolve())
    return request.verb.act(request.options)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
