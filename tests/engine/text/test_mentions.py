from chainfair.engine.text import Described, lexicon, mentions

ROBOTS, REDUCERS, MODELS, TALENT, LEGAL, CARS, SENSORS, ACTIVES, COMPUTERS, CONTROL, TRANSFORMERS = range(
    1, 12
)
KNOWN = lexicon(
    [
        (ROBOTS, "robots", "Industrial robots", "工业机器人"),
        (REDUCERS, "reducers", "Reducers and gears", "精密减速器与齿轮"),
        (MODELS, "ai-models", "AI models", "人工智能大模型"),
        (TALENT, "talent", "Talent and training", "人才与培训"),
        (LEGAL, "legal-ip", "Law, tax and IP", "法律、财税与知识产权"),
        (CARS, "cars", "Smart electric cars", "智能新能源乘用车"),
        (SENSORS, "vision-metrology", "Sensors, vision and metrology", "传感、视觉与测量"),
        (ACTIVES, "actives", "Active ingredients (API)", "原料药"),
        (COMPUTERS, "phones-computers", "Phones and computers", "手机与电脑"),
        (CONTROL, "control", "CNC, PLC and controllers", "数控与控制器"),
        (TRANSFORMERS, "transformers-switchgear", "Transformers and switchgear", "变压器与开关设备"),
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
    assert named("", name="Motion Control Systems Robot Makers") == [ROBOTS]


def test_mentions_leaves_out_whom_it_is_for() -> None:
    assert named("公司生产减速器，广泛应用于机器人、新能源汽车。") == [REDUCERS]
    assert named("为机器人企业提供大模型。") == [MODELS]
    assert named("Gear units for robots.") == [REDUCERS]
    assert named("Partner for factories. We make robots.") == [ROBOTS]
    assert named("Known for its robots.") == [ROBOTS]
    assert named("At home for many decades as a robot maker.") == [ROBOTS]


def test_mentions_leaves_out_what_a_product_runs_on_unless_it_is_ones_own() -> None:
    assert named("基于大模型的减速器诊断。") == [REDUCERS]
    assert named("基于自研大模型提供服务。") == [MODELS]
    assert named("Reducers powered by large language models.") == [REDUCERS]
    assert named("Gear units for trucks, robots and cranes, made in Linz.") == [REDUCERS]
    assert named("For over 55 years, we have delivered robots.") == [ROBOTS]
    assert named("Gear units with applications including cars, as well as robots.") == [REDUCERS]


def test_mentions_reads_english_nouns_in_both_numbers() -> None:
    assert named("We make a sensor.") == named("We make sensors.") == [SENSORS]
    assert named("We make an actuators test.") == named("We make an actuator test.")


def test_mentions_knows_words_of_two_trades_by_what_stands_around() -> None:
    assert named("A pharmaceutical maker of APIs and tablets.") == [ACTIVES]
    assert named("Flexible APIs on rugged tablets.") == [COMPUTERS]
    assert named("We wind transformers.") == [TRANSFORMERS]
    assert named("团队发明了transformer，推理模型持续突破。") == []


def test_mentions_takes_a_public_limited_company_for_no_controller() -> None:
    assert named("", name="Transense Technologies plc") == []
    assert named("Transense Technologies plc is an old house.") == []
    assert named("We make PLC racks.") == [CONTROL]


def test_mentions_counts_bodies_by_their_name_only_and_passing_words_never() -> None:
    assert named("团队来自清华大学，拥有自主知识产权。") == []
    assert named("", name="甲大学") == [TALENT]


def test_mentions_trusts_the_name_most_and_repetition_a_little() -> None:
    (by_name,) = mentions(Described("甲机器人公司", (), ""), KNOWN)
    (by_text,) = mentions(Described("甲", (), "公司生产机器人。"), KNOWN)
    (often,) = mentions(Described("甲", (), "公司生产机器人。机器人，机械臂。"), KNOWN)
    assert (by_name.score, by_text.score, round(often.score, 2)) == (0.75, 0.6, 0.7)
    assert by_text.clause == "公司生产机器人"
