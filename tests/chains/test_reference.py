import itertools
from collections import Counter
from pathlib import Path

import pytest

from chainfair.chains import rules
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


@pytest.mark.parametrize("key", sorted(YEARS))
def test_shipped_chain_is_taken(key: str) -> None:
    plan = plans()[key]

    assert rules.refusals_to_chain(plan, reference.known_codes()) == []
    assert 15 <= len(plan.links) <= 40
    assert (
        len({link.name_en for link in plan.links})
        == len({link.name_zh for link in plan.links})
        == len(plan.links)
    )
    assert [
        flow for flow in plan.flows if not rules.HAN.search(flow.what_zh) and not flow.what_zh.isupper()
    ] == []


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

    assert [pair for pair in itertools.pairwise(stages) if pair not in flows] == []
    assert [
        part for part in ("anode-material", "separator-electrolyte") if (part, "cells") not in flows
    ] == []


def test_handbook_shows_the_chains_as_shipped() -> None:
    assert HANDBOOK.read_text("utf-8") == reference.shipped_chains_page()
