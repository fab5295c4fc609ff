import copy
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chainfair.chains import errors, rules
from chainfair.chains.kinds import ChainPlan
from chainfair.project import reference

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook" / "chains.md"
YEARS = {
    "advanced-manufacturing": 2024,
    "clean-energy": 2023,
    "digital-technology": 2023,
    "green-agriculture": 2023,
    "healthy-living": 2023,
    "smart-vehicles": 2023,
    "supply-chain-services": 2023,
}


def plans() -> dict[str, ChainPlan]:
    return {plan.key: plan for plan in reference.chain_plans()}


def test_goods_titles_hold_the_whole_harmonised_system() -> None:
    titles = reference.goods_titles()

    assert Counter(len(title.code) for title in titles) == {2: 97, 4: 1_229, 6: 5_613}
    codes = {title.code for title in titles}
    assert len(codes) == len(titles)
    assert [code for code in codes if len(code) > 2 and code[:-2] not in codes] == []
    assert {title.section for title in titles} - {""} == set(reference.section_titles())
    assert {title.code for title in titles if not title.section} == {"99", "9999", "999999"}
    assert [title for title in titles if not title.title_en or title.title_en != title.title_en.strip()] == []


def test_every_heading_and_nothing_else_has_its_own_chinese_name() -> None:
    titles = reference.goods_titles()
    named = {title.code: title.title_zh for title in titles if title.title_zh}

    assert set(named) == {title.code for title in titles if len(title.code) == 4}
    assert len(set(named.values())) == len(named)
    assert [code for code, name in named.items() if not rules.HAN.search(name) or name != name.strip()] == []
    assert (named["2603"], named["8507"], named["9018"]) == (
        "铜矿砂及其精矿",
        "蓄电池",
        "医疗、外科、牙科或兽医用仪器",
    )


def test_activity_titles_hold_the_whole_isic() -> None:
    titles = reference.activity_titles()
    codes = [title.code for title in titles]

    assert Counter(map(len, codes)) == {1: 21, 2: 88, 3: 238, 4: 419}
    assert len(set(codes)) == len(codes)
    assert [title.code for title in titles if bool(title.title_zh) is not (len(title.code) == 4)] == []
    assert len({title.title_zh for title in titles}) == 419 + 1


def test_concordances_lead_from_known_goods_to_known_activities() -> None:
    goods = {title.code for title in reference.goods_titles()}
    activities = {title.code for title in reference.activity_titles()}
    pairs = reference.activities_of_goods()

    assert set(pairs) <= goods
    assert {code for classes in pairs.values() for code in classes} <= activities
    assert sum(map(len, pairs.values())) == 19_623
    assert pairs["870380"] == ("2910",)


def test_positions_cover_every_subheading_and_tell_ore_from_car() -> None:
    positions = reference.goods_positions()

    assert set(positions) == {title.code for title in reference.goods_titles() if len(title.code) == 6}
    upstreamness = [positions[code].upstreamness_us_2012 for code in ("260300", "854449", "850760", "870380")]
    assert all(value is not None for value in upstreamness)
    assert upstreamness == sorted(upstreamness, key=lambda value: -(value or 0))
    assert positions["260300"].end_use == {"intermediate"}


def test_seven_chains_are_shipped_under_their_own_keys() -> None:
    assert {key: plan.year for key, plan in plans().items()} == YEARS
    assert {name: document["key"] for name, document in reference.chain_documents().items()} == {
        key: key for key in YEARS
    }
    assert [key for key, plan in plans().items() if plan.is_service] == ["supply-chain-services"]


def faults_of(document: dict[str, Any], documents: dict[str, dict[str, Any]]) -> list[str]:
    """What is wrong with a chain among the shipped ones, by the name of the fault; none where it may be shipped."""
    try:
        plan = rules.chain_plan(document)
    except errors.ChainRefused as refusal:
        return [type(refusal).__name__]
    others = [rules.chain_plan(other) for key, other in documents.items() if key != plan.key]
    refusals = [
        *rules.refusals_to_chain(plan, reference.known_codes()),
        *rules.refusals_to_services([plan, *others]),
    ]
    return [type(refusal).__name__ for refusal in refusals] + [
        fault
        for fault, found in {
            "links": not 15 <= len(plan.links) <= 40,
            "name_en": len({link.name_en for link in plan.links}) < len(plan.links),
            "name_zh": len({link.name_zh for link in plan.links}) < len(plan.links),
            "heading": any(len(code) != 6 for link in plan.links for code in link.goods),
            "english": any(rules.HAN.search(word) for word in english_of(plan)),
            "chinese": any(not rules.HAN.search(f.what_zh) and not f.what_zh.isupper() for f in plan.flows),
        }.items()
        if found
    ]


def english_of(plan: ChainPlan) -> list[str]:
    """Every English text of a chain."""
    return [
        *(plan.name_en, plan.about_en),
        *(link.name_en for link in plan.links),
        *(flow.what_en for flow in plan.flows),
    ]


@pytest.mark.parametrize("key", sorted(YEARS))
def test_shipped_chain_is_without_fault(key: str) -> None:
    documents = reference.chain_documents()

    assert faults_of(documents[key], documents) == []


@pytest.mark.parametrize(
    ("fault", "spoil"),
    [
        ("links", lambda chain: chain["links"].extend(more_links(1))),
        ("links", lambda chain: chain.update(links=chain["links"][:14])),
        ("name_en", lambda chain: chain["links"][1].update(name_en=chain["links"][0]["name_en"])),
        ("name_zh", lambda chain: chain["links"][1].update(name_zh=chain["links"][0]["name_zh"])),
        ("heading", lambda chain: chain["links"][0].update(goods=["8507"])),
        ("english", lambda chain: chain["links"][0].update(name_en="电池矿产")),
        ("english", lambda chain: chain["flows"][0].update(what_en="锂精矿")),
        ("chinese", lambda chain: chain["flows"][0].update(what_zh="ore")),
        ("FieldMissing", lambda chain: chain["links"][0].pop("name_en")),
        ("FieldMissing", lambda chain: chain["links"][0].pop("name_zh")),
        ("ChineseNameExpected", lambda chain: chain["links"][0].update(name_zh="Ore")),
        ("FieldMissing", lambda chain: chain["flows"][0].pop("what_en")),
        ("FieldMissing", lambda chain: chain["flows"][0].pop("what_zh")),
        ("CodeMissing", lambda chain: chain["links"][0].pop("goods")),
        ("CodeTwice", lambda chain: chain["links"][0]["goods"].append(chain["links"][0]["goods"][0])),
        ("GoodsCodeUnknown", lambda chain: chain["links"][0].update(goods=["854140"])),  # of HS 2017
        ("GoodsCodeUnknown", lambda chain: chain["links"][0].update(goods=["88"])),
        ("ActivityCodeUnknown", lambda chain: chain["links"][0].update(activities=["452"])),
        ("KeyTwice", lambda chain: chain["links"].append(chain["links"][0])),
        ("FlowEndUnknown", lambda chain: chain["flows"][0].update(target="nowhere")),
        ("FlowTwice", lambda chain: chain["flows"].append(chain["flows"][0])),
        ("FlowsInCircle", lambda chain: chain["flows"].append(flow_of("cars", "cells"))),
        ("FlowsInCircle", lambda chain: chain["flows"][-1].update(recycling=False)),
        (
            "RecyclingWithoutCircle",
            lambda chain: chain["flows"].append(flow_of("tyres", "glass") | {"recycling": True}),
        ),
        (
            "ChainInPieces",
            lambda chain: chain.update(flows=[f for f in chain["flows"] if "glass" not in f.values()]),
        ),
        ("ServiceUnknown", lambda chain: chain["services"].append("cells")),
    ],
)
def test_each_fault_of_a_shipped_chain_would_be_found(
    fault: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    documents = copy.deepcopy(reference.chain_documents())
    chain = documents["smart-vehicles"]
    spoil(chain)

    assert fault in faults_of(chain, documents)


def more_links(count: int) -> list[dict[str, Any]]:
    return [
        {"key": f"more-{at}", "name_en": f"More {at}", "name_zh": f"更多{at}", "goods": ["850760"]}
        for at in range(count)
    ]


def flow_of(source: str, target: str) -> dict[str, Any]:
    return {"source": source, "target": target, "what_en": "cells", "what_zh": "电芯"}


@pytest.mark.parametrize("key", sorted(YEARS))
def test_shipped_chain_fits_eight_stages_beside_each_other(key: str) -> None:
    plan = plans()[key]
    following = rules.following_of((flow.source, flow.target) for flow in plan.flows if not flow.recycling)

    def stages(link: str) -> int:
        return 1 + max((stages(after) for after in following.get(link, [])), default=0)

    assert max(stages(link.key) for link in plan.links) <= 8


def test_shipped_chains_show_only_services_that_exist() -> None:
    assert rules.refusals_to_services(plans().values()) == []
    assert [key for key, plan in plans().items() if not plan.services] == ["supply-chain-services"]


def test_lithium_chain_runs_from_ore_to_vehicle() -> None:
    flows = {(flow.source, flow.target) for flow in plans()["smart-vehicles"].flows}
    stages = [
        "battery-minerals",
        "lithium-salts",
        "cathode-material",
        "cells",
        "battery-packs",
        "cars",
        "fleets",
    ]
    parts = ["anode-material", "separator-electrolyte", "copper", "light-alloys"]

    assert [pair for pair in itertools.pairwise(stages) if pair not in flows] == []
    assert [part for part in parts if (part, "cells") not in flows] == []


def test_handbook_shows_the_chains_as_shipped() -> None:
    assert HANDBOOK.read_text("utf-8") == reference.shipped_chains_page()
