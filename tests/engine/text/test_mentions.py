from chainfair.engine.text import Described, lexicon, mentions

ROBOTS, REDUCERS, MODELS, TALENT, LEGAL, CARS = range(1, 7)
KNOWN = lexicon(
    [
        (ROBOTS, "robots", "Industrial robots", "工业机器人"),
        (REDUCERS, "reducers", "Reducers and gears", "精密减速器与齿轮"),
        (MODELS, "ai-models", "AI models", "人工智能大模型"),
        (TALENT, "talent", "Talent and training", "人才与培训"),
        (LEGAL, "legal-ip", "Law, tax and IP", "法律、财税与知识产权"),
        (CARS, "cars", "Smart electric cars", "智能新能源乘用车"),
    ]
)


def named(profile: str, name: str = "甲", industry: tuple[str, ...] = ()) -> list[int]:
    return [one.link for one in mentions(Described(name, industry, profile), KNOWN)]


def test_mentions_finds_the_words_of_the_trade_in_both_languages() -> None:
    assert named("公司专注于人形机器人的研发。") == [ROBOTS]
    assert named("We make cobots. Founded in 1999.") == [ROBOTS]
    assert named("We robotise your warehouse.") == []


def test_mentions_takes_what_stands_last_in_a_compound_for_the_product() -> None:
    assert named("公司生产机器人减速器。") == [REDUCERS]
    assert named("公司生产机器人和减速器。") == [ROBOTS, REDUCERS]


def test_mentions_leaves_out_whom_it_is_for() -> None:
    assert named("公司生产减速器，广泛应用于机器人、新能源汽车。") == [REDUCERS]
    assert named("为机器人企业提供大模型。") == [MODELS]
    assert named("Gear units for robots.") == [REDUCERS]


def test_mentions_counts_bodies_by_their_name_only_and_passing_words_never() -> None:
    assert named("团队来自清华大学，拥有自主知识产权。") == []
    assert named("", name="甲大学") == [TALENT]


def test_mentions_trusts_the_name_most_and_repetition_a_little() -> None:
    (by_name,) = mentions(Described("甲机器人公司", (), ""), KNOWN)
    (by_text,) = mentions(Described("甲", (), "公司生产机器人。"), KNOWN)
    (often,) = mentions(Described("甲", (), "公司生产机器人。机器人，机械臂。"), KNOWN)
    assert (by_name.score, by_text.score, round(often.score, 2)) == (0.75, 0.6, 0.7)
    assert by_text.clause == "公司生产机器人"
