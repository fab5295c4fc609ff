"""What every verb has in common: understood or refused, one sentence, the right status."""

from pathlib import Path

import pytest

from chainfair.project.cli import VERBS, read_arguments
from tests.project.command import Fair


def test_a_verb_is_understood_wherever_data_is_named() -> None:
    for words in (
        ["--data", "d", "backup", "f"],
        ["backup", "--data", "d", "f"],
        ["--data=d", "backup", "f"],
    ):
        request = read_arguments(words)
        assert (request.verb.name, request.options.data) == ("backup", "d")


def test_what_another_program_understands_is_handed_on() -> None:
    assert read_arguments(["engine", "timetable", "--seed", "3"]).options.rest == ["timetable", "--seed", "3"]
    assert read_arguments(["--data", "engine", "test", "--", "-k", "engine"]).options.rest == ["-k", "engine"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["unheard-of"],
        ["backup"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "http"],
        ["serve", "--po", "1"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    if verb == "engine":
        return  # explains itself through the engine's own command line
    with pytest.raises(SystemExit) as ended:
        read_arguments([verb, "--help"])
    assert ended.value.code == 0
    assert VERBS[verb].summary.split(",")[0] in capsys.readouterr().out.replace("\n", " ")


def test_a_setting_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    said = Fair(tmp_path).call("upgrade", CHAINFAIR_DATABASE="mysql://here/fair")
    assert (said.status, said.answer) == (1, "")
    assert said.beside.startswith("chainfair: CHAINFAIR_DATABASE is “mysql://here/fair”; allowed is ")


def test_a_database_that_does_not_answer_is_refused_in_words(tmp_path: Path) -> None:
    said = Fair(tmp_path).call("upgrade", CHAINFAIR_DATABASE="postgresql://nobody@127.0.0.1:1/fair")
    assert said.status == 1
    assert "Traceback" not in said.beside
    assert "does not answer" in said.beside


def test_a_data_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = Fair(tmp_path / "file" / "data").call("upgrade")
    assert said.status == 1
    assert "cannot be made" in said.beside


def test_refusals_speak_the_language_of_the_terminal(tmp_path: Path) -> None:
    said = Fair(tmp_path).call("backup", tmp_path / "b", LANG="zh_CN.UTF-8")
    assert (said.status, said.beside) == (1, f"chainfair: “{tmp_path}”中还没有展会，没有可备份的内容。\n")


def test_an_organiser_gets_a_link_and_a_second_one_later(fair: Fair) -> None:
    again = fair.call("create-organiser", "--email", "fang@example.org", "--name", "方正")
    assert again.status == 0
    assert again.answer.startswith("/people/")
