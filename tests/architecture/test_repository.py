"""The repository names no machine and no package source, and its documents tell the truth about it."""

import re
from pathlib import Path

import pytest

from chainfair.project import config
from chainfair.project.cli import VERBS
from tests.architecture.tree import ROOT, sources, tracked

HOSTS = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]
PLACES = re.compile(r"(?<![\w.~$}/-])/(?:home|root|Users|work)/")
BINARY = {".gz", ".npz", ".npy", ".png", ".jpg", ".woff2", ".xlsx", ".zip"}
OWN = Path(__file__)
DOCUMENTS = [file for file in tracked() if file.suffix == ".md"]
CALL = re.compile(r"\./chainfair(?: --data \S+)? ([a-z][a-z-]*)")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def text_of(file: Path) -> str:
    """The text of a tracked file."""
    return file.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_package_source_or_a_place_of_this_machine() -> None:
    here = str(ROOT.parent) + "/"
    named = [
        f"{file.relative_to(ROOT)}: {found}"
        for file in tracked()
        if file.suffix not in BINARY and file != OWN
        for found in (
            *(host for host in HOSTS if host in text_of(file)),
            *(match.group() for match in PLACES.finditer(text_of(file))),
            *([here] if len(here) > 5 and here in text_of(file) else []),
        )
    ]
    assert named == []


def test_locked_browser_packages_carry_hashes_and_no_addresses() -> None:
    lock = text_of(ROOT / "package-lock.json")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def test_what_develops_contains_what_runs_to_the_letter() -> None:
    runtime, develop = (pins(ROOT / "requirements" / f"{name}.txt") for name in ("runtime", "develop"))
    assert {name: pin for name, pin in runtime.items() if develop.get(name) != pin} == {}


def pins(lock: Path) -> dict[str, str]:
    """The packages of a lock file with their versions, markers and hashes."""
    blocks = re.split(r"\n(?=\S)", text_of(lock).strip())
    return {block.split("==")[0]: block for block in blocks if "==" in block}


def test_every_locked_package_has_hashes() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        assert [name for name, block in pins(lock).items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    links = [
        link
        for link in LINK.findall(text_of(document))
        if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_commands_of_a_document_exist(document: Path) -> None:
    assert set(CALL.findall(text_of(document))) - set(VERBS) == set()


def test_every_verb_is_told_in_the_handbook() -> None:
    handbook = " ".join(text_of(file) for file in sorted((ROOT / "docs").rglob("*.md")))
    assert set(VERBS) - set(CALL.findall(handbook)) == set()


def test_every_setting_is_told_in_the_handbook() -> None:
    told = set(re.findall(r"`(CHAINFAIR_[A-Z_]+)", text_of(ROOT / "docs" / "handbook" / "01-operating.md")))
    read = {name for file in sources() for name in re.findall(r"CHAINFAIR_[A-Z_]*[A-Z]", text_of(file))}
    assert told == read
    assert set(re.findall(r"CHAINFAIR_[A-Z_]*[A-Z]", config.__doc__ or "")) <= told
