"""Names and texts that are markup, formulas or headers: they are shown as they were written, and do nothing."""

import csv
import io
import re
import zipfile
from datetime import datetime
from itertools import product
from typing import Any

from django.test import Client

from chainfair.chains.models import Need, Offer
from chainfair.exhibiting.actions import keep_preview
from chainfair.exhibiting.kinds import ListFile
from chainfair.exhibiting.models import Launch, Participation, Stand
from chainfair.fairs.models import Area, Edition, Hall
from chainfair.meetings.models import Meeting
from chainfair.organisations.models import Organisation
from chainfair.outcomes.models import Outcome
from chainfair.people.models import Person
from tests.project import test_access
from tests.project.planted import Planted
from tests.project.test_access import EXPORTED, ask, paths, signed_in

planted, cast = test_access.planted, test_access.cast
MARKUP = "<script>alert(7)</script>\"'><img src=x onerror=alert(7)>"
FORMULA = '=HYPERLINK("https://evil.example","x")'
RAW = re.compile(r"<script>alert\(7\)|<img src=x|onerror=alert\(7\)>(?!&)")
READERS = ["public", "owner", "director"]


def write_everywhere(word: str) -> None:
    """Put a word wherever somebody may write one."""
    for row in Organisation.objects.all():
        Organisation.objects.filter(pk=row.pk).update(
            name=f"{word} {row.pk}", name_latin=f"{word} L{row.pk}", city=word, profile=word, website=word
        )
    Person.objects.update(name=word, name_latin=word)
    Edition.objects.update(name_en=word, name_zh=word, venue_en=word, venue_zh=word)
    for kind in (Offer, Need):
        kind.objects.update(text=word, quantity=word)
    Meeting.objects.update(about=word)
    Outcome.objects.update(about=word)
    for hall in Hall.objects.all():
        Hall.objects.filter(pk=hall.pk).update(code=f"{word[:40]}{hall.pk}", name=word)
    for area in Area.objects.all():
        Area.objects.filter(pk=area.pk).update(name_en=f"{word}{area.pk}", name_zh=word)
    for stand in Stand.objects.all():
        Stand.objects.filter(pk=stand.pk).update(code=f"{word[:50]}{stand.pk}")
    Participation.objects.update(note=word, listed_role=word)
    for one in Participation.objects.all()[:1]:
        Launch.objects.create(
            edition=one.edition, participation=one, title_en=word, title_zh=word, showing="show", reach="fair"
        )


def upload(planted: Planted, word: str, now: datetime) -> None:
    data = (
        f'name_zh,"{word.replace(chr(34), chr(34) * 2)}"\n,"{word.replace(chr(34), chr(34) * 2)}"\n'.encode()
    )
    file = ListFile(f"{word}.csv", data)
    kept = keep_preview(edition=Edition.objects.get(key="spring"), file=file, by=None, now=now)
    planted.values["list"] = {"edition": "spring", "number": kept.pk}


def test_markup_in_names_is_text_in_pages(planted: Planted, cast: dict[str, Person], now: datetime) -> None:
    upload(planted, MARKUP, now)
    write_everywhere(MARKUP)
    found, seen = {}, dict.fromkeys(product(READERS, ("en", "zh-hans")), 0)
    for reader in seen:
        client = signed_in(reader[0], cast)
        client.cookies["language"] = reader[1]
        for name, _route, path in paths(planted):
            answer = ask(client, "get", path)
            if "text/html" in answer.headers["Content-Type"]:
                seen[reader] += answer.whole.count("&lt;script&gt;alert(7)")
                if raw := RAW.search(answer.whole):
                    found[reader, name] = answer.whole[raw.start() - 60 :][:120]
    assert found == {}
    assert min(seen.values()) > 10  # the words were there to be seen


def exports(client: Client, planted: Planted) -> list[str]:
    """Address of every file that a list offers; the page of components offers them to the eye alone."""
    return [
        path + query.replace("&amp;", "&")
        for name, _route, path in paths(planted)
        if name != "design"
        for query in EXPORTED.findall(ask(client, "get", path).whole)
    ]


def cells(answer: Any) -> list[str]:
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [cell for row in rows for cell in row]


def test_a_formula_in_names_is_text_in_files(planted: Planted, cast: dict[str, Person]) -> None:
    clients = [signed_in(role, cast) for role in ("owner", "director")]
    files = [(client, address) for client in clients for address in exports(client, planted)]
    for start in ("=", "+", "-", "@", "\t=", "\r=", "＝"):
        write_everywhere(f"{start}{FORMULA}")
        for client, address in files:
            answer = ask(client, "get", address)
            if "csv" in answer.headers["Content-Type"]:
                assert [one for one in cells(answer) if re.match("[=+\\-@\t\r＝]", one)] == []
            else:
                with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
                    sheet = book.read("xl/worksheets/sheet1.xml").decode()
                assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)
    assert len(files) >= 10


def test_names_of_files_are_plain(planted: Planted, cast: dict[str, Person]) -> None:
    write_everywhere('a"\r\nSet-Cookie: evil=1')
    client = signed_in("director", cast)
    files = [ask(client, "get", address) for address in exports(client, planted)]
    named = [answer.headers["Content-Disposition"] for answer in files]
    assert [
        one for one in named if not re.fullmatch(r'attachment; filename="[\w.-]+\.(csv|xlsx)"', one)
    ] == []
    assert len(named) >= 10
