"""Every kind of broken file, from the command line and from the page: one sentence with the place, nothing written."""

import html
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from chainfair.exhibiting.errors import RowsRefused
from chainfair.fairs.models import Edition
from chainfair.ground.errors import Refusal
from chainfair.people.models import Person
from chainfair.project.importing import Wish, import_list
from tests.exhibiting.broken import CELLS, WHOLE
from tests.exhibiting.test_lists import whole_database

pytestmark = pytest.mark.django_db
Send = Callable[[str, bytes], str]


@pytest.fixture(params=["command", "page"])
def send(
    request: pytest.FixtureRequest,
    spring: Edition,
    director: Person,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    now: datetime,
) -> Send:
    """Hand a file over in one of the two ways, and answer with what a person is told."""

    def command(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        wish = Wish(
            tmp_path / name, "spring", None, None, dry_run=False, accept_refused=False, as_object=True
        )
        with pytest.raises(Refusal) as refused:
            import_list(wish, now)
        said = json.loads(capsys.readouterr().out)
        assert said["written"] is False
        if isinstance(refused.value, RowsRefused):
            (cell,) = said["refused"]
            return f"{cell['row']} {cell['column']} {cell['allowed']}"
        assert said["error"] == str(refused.value)
        return str(said["error"])

    def page(name: str, data: bytes) -> str:
        client = Client()
        client.force_login(director)
        sent = {"file": SimpleUploadedFile(name, data)}
        answer = client.post("/spring/exhibitors/lists/upload", sent, follow=True)
        assert isinstance(answer, HttpResponse)
        text = " ".join(html.unescape(answer.content.decode()).split())
        if answer.redirect_chain:
            return text.partition("What was not understood")[2]
        assert answer.status_code == 409
        return text.partition('role="alert"')[2].partition("</div>")[0]

    return command if request.param == "command" else page


@pytest.mark.parametrize(("name", "data", "place"), WHOLE.values(), ids=WHOLE)
def test_a_broken_file_is_refused_in_one_sentence_and_nothing_is_written(
    send: Send, name: str, data: bytes, place: str
) -> None:
    before = whole_database()
    said = send(name, data)
    assert place in said
    assert name in said
    assert "\n" not in said.strip()
    assert whole_database() == {**before, **_sessions(whole_database())}


@pytest.mark.parametrize(("name", "data", "cell"), CELLS.values(), ids=CELLS)
def test_a_broken_cell_is_named_with_its_row_and_nothing_of_the_list_is_written(
    send: Send, name: str, data: bytes, cell: tuple[int, str, str]
) -> None:
    before = whole_database()
    said = send(name, data)
    assert all(str(part) in said for part in cell)
    kept = {"chainfair.ListImport", "chainfair.Event"}  # that a file was looked at stays on record
    after = {table: found for table, found in whole_database().items() if table not in kept}
    assert after == {
        **{table: found for table, found in before.items() if table not in kept},
        **_sessions(whole_database()),
    }


def _sessions(tables: dict[str, list[object]]) -> dict[str, list[object]]:
    """What signing in leaves behind."""
    return {
        table: found for table, found in tables.items() if table in {"sessions.Session", "chainfair.Person"}
    }
