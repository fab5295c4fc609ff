"""The command line: `./chainfair VERB …`, one table of verbs, each a few lines over one action.

The launcher reads this table with the machine's own Python before anything is installed, so the top of this
module and of the packages above it use the standard library alone; a verb imports what it needs when it runs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
    fair: bool = False  # works on a fair's data, so Django is set up first
    pages: bool = False  # needs the browser files
    develops: bool = False  # needs the packages of developers


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
    from chainfair.project.config import ROOT

    os.environ.setdefault("CHAINFAIR_DATA", str(ROOT / "var"))  # where it keeps the vectors of texts
    own = [sys.executable, "-m", "chainfair.engine", *options.rest]
    os.execv(own[0], own)  # noqa: S606 (no shell is wanted)


def _messages(_: Options) -> int:
    from chainfair.project import messages

    return messages.main(["update"])


def _demo(options: Options) -> int:
    from chainfair.project.demo import build, report_lines
    from chainfair.project.serving import refuse_taken, serve

    if options.serve:
        refuse_taken(options.host, options.port)
    report = build(scale=options.scale, seed=options.seed, fresh=options.fresh, now=_now())
    print("\n".join(report_lines(report, f"http://{options.host}:{options.port}")), flush=True)
    if not options.serve:
        return DONE if report.agrees else REFUSED
    return serve(host=options.host, port=options.port, workers=options.workers)


def _take_demo(words: Words) -> None:
    words.add_argument(
        "--scale", type=_scale, default=0.1, help="size of the fair: 1 is all of it (default: %(default)s)"
    )
    words.add_argument(
        "--seed", type=int, default=1, help="everything made up is drawn from it (default: %(default)s)"
    )
    words.add_argument(
        "--fresh", action="store_true", help="begin anew instead of going on with what is there"
    )
    words.add_argument("--no-serve", dest="serve", action="store_false", help="end when the fair is made")
    _take_serve(words)


def _scale(word: str) -> float:
    try:
        scale = float(word)
    except ValueError:
        scale = 0.0
    if not 0.01 <= scale <= 2:
        raise argparse.ArgumentTypeError(f"“{word}” is no scale; allowed are 0.01 to 2")
    return scale


def _serve(options: Options) -> int:
    from chainfair.project.readiness import make_ready
    from chainfair.project.serving import refuse_taken, serve

    refuse_taken(options.host, options.port)
    make_ready()
    return serve(host=options.host, port=options.port, workers=options.workers)


def _take_serve(words: Words) -> None:
    words.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    words.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    words.add_argument("--workers", type=_count, default=2, help="web processes (default: %(default)s)")


def _worker(_: Options) -> int:
    from chainfair.project.readiness import make_ready
    from chainfair.project.worker import work

    make_ready()
    work()
    return DONE


def _run(options: Options) -> int:
    from chainfair.project.progress import staged
    from chainfair.project.readiness import make_ready
    from chainfair.project.runs import run

    make_ready()
    with staged(options.what) as watch:
        done = run(options.what, edition=options.edition, seed=options.seed, now=_now(), watch=watch)
    for name, figure in done.figures.items():
        if not isinstance(figure, list):  # the course of the run is drawn on its page
            print(f"{name}: {figure}")
    return DONE


def _take_run(words: Words) -> None:
    words.add_argument("what", choices=("matching", "timetable"), help="what is to be computed")
    words.add_argument("--edition", metavar="KEY", required=True, help="the edition it is computed for")
    words.add_argument(
        "--seed", type=int, default=1, help="chance is drawn from it; the same seed gives the same run"
    )


def _create_organiser(options: Options) -> int:
    from chainfair.project import organisers
    from chainfair.project.readiness import make_ready

    make_ready()
    print(
        organisers.create_organiser(
            email=options.email,
            name=options.name,
            language=options.language,
            edition=options.edition,
            now=_now(),
        )
    )
    return DONE


def _take_organiser(words: Words) -> None:
    words.add_argument("--email", required=True, help="address to sign in with")
    words.add_argument("--name", required=True, help="name in the person's own script")
    words.add_argument("--language", choices=("en", "zh-hans"), default="en", help="language of their pages")
    words.add_argument(
        "--edition", metavar="KEY", help="appoint them its director; an unknown edition is created as a draft"
    )


def _import(options: Options) -> int:
    from chainfair.project.importing import Wish, import_list
    from chainfair.project.readiness import make_ready

    make_ready()
    wish = Wish(
        file=options.file,
        edition=options.edition,
        mapping=options.mapping,
        encoding=options.encoding,
        dry_run=options.dry_run,
        accept_refused=options.accept_refused,
        as_object=options.json,
    )
    return import_list(wish, _now())


def _take_import(words: Words) -> None:
    words.add_argument("what", choices=("exhibitors",), help="what the list holds")
    words.add_argument("file", metavar="FILE", type=_path, help="CSV, CSV packed with gzip, or XLSX")
    words.add_argument(
        "--edition", metavar="KEY", required=True, help="an unknown edition is created as a draft"
    )
    words.add_argument("--dry-run", action="store_true", help="say what would go in, write nothing")
    words.add_argument(
        "--mapping", metavar="FILE", type=_path, help='TOML or JSON: our field = "their heading"'
    )
    words.add_argument("--encoding", metavar="NAME", help="of the text, where it is not clear by itself")
    words.add_argument("--accept-refused", action="store_true", help="leave the refused rows out")
    words.add_argument("--json", action="store_true", help="answer with one object and nothing else")


def _path(word: str) -> Path:
    return Path(word).expanduser().resolve()


def _backup(options: Options) -> int:
    from chainfair.ground.archive import back_up
    from chainfair.project.progress import bar

    with bar("backup") as watch:
        manifest = back_up(target=options.file, now=_now(), replace=options.replace, watch=watch)
    print(f"{options.file}: {len(manifest.members)} members, {options.file.stat().st_size:,} bytes")
    return DONE


def _take_file(words: Words) -> None:
    words.add_argument("file", metavar="FILE", type=lambda word: Path(word).expanduser().resolve())
    words.add_argument("--replace", action="store_true", help="put it in place of what stands there")


def _restore(options: Options) -> int:
    from chainfair.ground.archive import restore
    from chainfair.project.progress import bar

    with bar("restore") as watch:
        manifest = restore(source=options.file, now=_now(), replace=options.replace, watch=watch)
    print(f"{options.file}: restored as it was at {manifest.made_at}")
    return DONE


def _upgrade(_: Options) -> int:
    from chainfair.project.progress import bar
    from chainfair.project.readiness import upgrade

    with bar("backup") as watch:
        steps, kept = upgrade(now=_now(), watch=watch)
    if kept:
        print(f"backup: {kept}")
    print(f"{len(steps)} steps taken" + "".join(f"\n  {step}" for step in steps))
    return DONE


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _port(word: str) -> int:
    if not word.isdecimal() or not 0 < int(word) < 65536:
        raise argparse.ArgumentTypeError(f"“{word}” is no port; allowed are 1 to 65535")
    return int(word)


def _count(word: str) -> int:
    if not word.isdecimal() or not 0 < int(word) <= 64:
        raise argparse.ArgumentTypeError(f"“{word}” is not allowed; allowed are 1 to 64")
    return int(word)


def _table() -> Iterator[Verb]:
    fair = partial(Verb, fair=True)
    yield fair("demo", "make a fair of made-up organisations and serve it", _demo, _take_demo, pages=True)
    yield fair("serve", "serve the pages, with a worker for background work", _serve, _take_serve, pages=True)
    yield fair("worker", "do background work only, beside a server elsewhere", _worker)
    yield fair(
        "create-organiser", "make an account and print its sign-in link", _create_organiser, _take_organiser
    )
    yield fair("import", "take a list of exhibitors into an edition", _import, _take_import)
    yield fair("run", "compute matching or timetable of an edition", _run, _take_run)
    yield fair("backup", "write this fair to one file, while it runs", _backup, _take_file)
    yield fair("restore", "put a backup in place", _restore, _take_file)
    yield fair("upgrade", "back up, then bring the tables to this version", _upgrade)
    yield Verb("engine", "solve an instance from a file, without a database", _engine)
    developer = partial(Verb, develops=True)
    yield developer("check", "format, lint, types, contracts, documents and budgets", _check)
    yield developer("test", "everything that CI runs, on both databases", _test, _take_test, pages=True)
    yield developer("messages", "bring the catalogues up to date with the sources", _messages)


VERBS = {verb.name: verb for verb in _table()}


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return its exit status."""
    request = read_arguments(arguments)
    if "data" in request.options:
        os.environ["CHAINFAIR_DATA"] = str(Path(request.options.data).expanduser().resolve())
    if not request.verb.fair:
        return request.verb.act(request.options)
    from chainfair.project.fair import in_words

    return in_words(lambda: request.verb.act(request.options))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the answer has had enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
