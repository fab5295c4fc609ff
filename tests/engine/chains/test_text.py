import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.engine.chains.text import lines_of, width_of


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Cells", ("Cells",)),
        ("Lithium carbonate and hydroxide", ("Lithium carbonate", "and hydroxide")),
        ("Transformers and switchgear", ("Transformers", "and switchgear")),
        ("LiPF₆ electrolyte salt", ("LiPF₆", "electrolyte salt")),
        ("正极材料", ("正极材料",)),
        ("丙烯腈与聚丙烯腈原丝", ("丙烯腈", "与聚丙烯腈原丝")),
        ("传感、机器视觉与精密测量", ("传感、机器视觉", "与精密测量")),
        ("聚烯烃、EVA与PVDF树脂", ("聚烯烃、EVA", "与PVDF树脂")),
        ("摄像头、毫米波雷达与激光雷达", ("摄像头、毫米波雷达", "与激光雷达")),
    ],
)
def test_name_breaks_where_a_reader_would(name: str, lines: tuple[str, ...]) -> None:
    assert lines_of(name, 125, 13) == lines


def test_a_word_wider_than_the_box_stays_whole() -> None:
    assert lines_of("Electrocardiography instruments", 60, 13) == ("Electrocardiography", "instruments")


def test_chinese_characters_are_one_em_wide() -> None:
    assert width_of("正极材料", 10) == pytest.approx(40.8)


@given(
    st.text(alphabet="abcdefgh 电池材料、与", min_size=1).map(str.strip).filter(bool), st.integers(60, 200)
)
def test_nothing_of_a_name_is_lost(name: str, width: int) -> None:
    lines = lines_of(name, width, 13)

    assert "".join("".join(lines).split()) == "".join(name.split())
    assert all(lines)


@given(
    st.lists(st.sampled_from(["cells", "and", "battery", "电池", "材料"]), min_size=1, max_size=6),
    st.integers(70, 200),
)
def test_no_line_is_wider_than_the_box(words: list[str], width: int) -> None:
    assert [line for line in lines_of(" ".join(words), width, 13) if width_of(line, 13) > width] == []
