"""The sample edition as somebody makes it who wants to look: counts that agree, a way in for each role."""

import re

import pytest

from tests.project.command import Fair

pytestmark = pytest.mark.django_db


def test_a_small_sample_is_made_reported_and_skipped_the_second_time(empty: Fair) -> None:
    first = empty.call("demo", "--no-serve", "--scale", "0.01", "--seed", "7")
    assert first.status == 0, first.beside
    counts = re.findall(r"^ +([\d,]+) +([\d,]+) +([\d,]+)  (.+)$", first.answer, re.MULTILINE)
    assert len(counts) == 11
    assert [what for _wanted, stated, counted, what in counts if stated != counted] == []
    links = re.findall(
        r"^http://127\.0\.0\.1:8000/people/follow\?sesame=\S+  (.+), .+$", first.answer, re.MULTILINE
    )
    assert {"fair director", "auditor", "exhibitor, owner", "buyer"} <= set(links)
    again = empty.call("demo", "--no-serve", "--scale", "0.01", "--seed", "7")
    assert again.status == 0
    assert re.findall(r"^ +[\d,]+ .+$", again.answer, re.MULTILINE) == re.findall(
        r"^ +[\d,]+ .+$", first.answer, re.MULTILINE
    )


def test_a_real_fair_is_never_emptied(fair: Fair) -> None:
    said = fair.call("demo", "--no-serve", "--scale", "0.01", "--fresh")
    assert (said.status, said.answer) == (1, "")
    assert "autumn" in said.beside
    assert fair.call("create-organiser", "--email", "fang@example.org", "--name", "方正").status == 0
