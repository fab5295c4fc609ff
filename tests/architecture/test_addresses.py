"""Every name of an address that code or a template writes is one that the router knows."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.tree import PACKAGE as SOURCE

# Pages of the room of meetings that are being built beside this test; whoever brings one takes its name out.
AWAITED = frozenset(
    f"meetings:{view}"
    for view in ("agenda", "ask", "meeting", "meetings", "requests", "timetable", "timetables")
)
IN_TEMPLATE = re.compile(r"""{%\s*url\s+['"]([a-z_]+:[a-z_]+)['"]""")
IN_CODE = re.compile(
    r"""(?:reverse|redirect|address|_address|_link|Page|Due)\([^()]*?["']([a-z_]+:[a-z_]+)["']|"([a-z_]+:[a-z_]+)"\s*[,)]"""
)
ROOMS = frozenset(file.name for file in SOURCE.iterdir() if (file / "urls.py").exists())


def known(resolver: URLResolver, rooms: tuple[str, ...] = ()) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from known(entry, (*rooms, entry.namespace) if entry.namespace else rooms)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join((*rooms, entry.name))


def written() -> Iterator[tuple[str, str]]:
    for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        pattern = IN_TEMPLATE if file.suffix == ".html" else IN_CODE
        for found in pattern.findall(file.read_text(encoding="utf-8")):
            name = found if isinstance(found, str) else found[0] or found[1]
            if name.split(":")[0] in ROOMS:
                yield file.relative_to(SOURCE).as_posix(), name


def test_every_name_that_is_written_leads_somewhere() -> None:
    there = set(known(get_resolver()))
    wrong = sorted({f"{file}: {name}" for file, name in written() if name not in there | AWAITED})
    assert wrong == []


@pytest.mark.parametrize("name", ["desk:today", "exhibiting:questions", "closing:statement"])
def test_names_are_really_read(name: str) -> None:
    assert name in {found for _file, found in written()}
