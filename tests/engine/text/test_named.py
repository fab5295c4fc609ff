import pytest

from chainfair.engine.text import suggest_codes
from chainfair.engine.text.named import USES, codes_named, singular, trade_words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("公司产品包括服务器与激光雷达，广泛应用于数据中心", {"847150", "901510"}),
        ("We make blister packing machines and vacuum pumps.", {"842240", "8414"}),
        ("面向数据中心提供服务器", {"847150"}),
        ("Manufacturer of Empty Capsules", {"960200"}),
        ("高性能存储芯片", {"854232"}),
        ("存储芯片与芯片设计", {"854232", "8542"}),
        ("Our cablemen and the serverless cloud", set()),
        ("具身智能; 其他", set()),
        ("提供大模型API服务", set()),
        ("We make APIs", {"2933"}),
        ("产品广泛应用于机器人、服务器等领域，主营轴承", {"8482"}),
        ("Sensors used in robots and servers", {"903180"}),
        ("Wireless charging solutions for electric vehicles", set()),
        ("A leader in electric vehicle (EV) charging", set()),
        ("We make filling machines and ampoules", {"842230"}),
        ("We make ampoules", {"701010"}),
        ("", set()),
    ],
)
def test_codes_are_named_by_words_of_trade_that_stand_in_the_text(text: str, codes: set[str]) -> None:
    assert {f"{code:06d}"[:level] for code, level in codes_named(text)} == codes


@pytest.mark.parametrize(
    ("word", "one"), [("vials", "vial"), ("glass", "glass"), ("gas", "ga"), ("apis", "api"), ("is", "is")]
)
def test_english_words_are_compared_in_the_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_no_word_of_trade_is_a_single_character() -> None:
    assert min(len(word.strip()) for word, _code, _level in trade_words()) == 2


def test_a_named_code_comes_before_what_only_resembles() -> None:
    text = "公司成立于2014年，总部位于上海，面向数据中心客户提供GPU服务器"
    found = suggest_codes([text], None, top=3, least=0.3)

    assert f"{found.code[0]:06d}" == "847150"
    assert found.score[0] >= 0.6


@pytest.mark.parametrize(("text", "first"), [("Glass", "7020"), ("Waste glass", "7001")])
def test_waste_is_suggested_to_those_who_speak_of_it(text: str, first: str) -> None:
    found = suggest_codes([text], None, top=10, least=0.0)
    codes = [f"{code:06d}"[:level] for code, level in zip(found.code, found.level, strict=True)]

    assert ("7001" in codes[:3]) is (first == "7001")


def test_a_long_line_without_blanks_is_read_in_one_go() -> None:
    line = "a-" * 200_000  # minutes, if each of its words were tried as the start of the whole
    assert USES.sub("", line) == line
    assert USES.sub("", "co-electric vehicle charging stations") == " stations"
