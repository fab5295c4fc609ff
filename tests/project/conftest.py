"""Fairs that are served and backed up by processes of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.command import Fair, own_fair


@pytest.fixture
def fair(db: None, tmp_path: Path) -> Iterator[Fair]:
    """A fair with an organiser, on the engine of this test run."""
    with own_fair(tmp_path / "data") as found:
        said = found.call(
            "create-organiser", "--email", "fang@example.org", "--name", "方正", "--edition", "autumn"
        )
        assert said.status == 0, said
        yield found


@pytest.fixture
def empty(db: None, tmp_path: Path) -> Iterator[Fair]:
    """A data folder that does not exist yet."""
    with own_fair(tmp_path / "elsewhere" / "data") as found:
        yield found
