from collections import Counter

from chainfair.project import reference


def test_goods_titles_hold_the_whole_harmonised_system() -> None:
    titles = reference.goods_titles()

    assert Counter(len(title.code) for title in titles) == {2: 97, 4: 1_229, 6: 5_613}
    codes = {title.code for title in titles}
    assert len(codes) == len(titles)
    assert [code for code in codes if len(code) > 2 and code[:-2] not in codes] == []
    assert {title.section for title in titles} - {""} == set(reference.section_titles())
    assert {title.code for title in titles if not title.section} == {"99", "9999", "999999"}
    assert [title for title in titles if not title.title_en or title.title_en != title.title_en.strip()] == []


def test_goods_titles_name_nearly_every_heading_in_chinese() -> None:
    headings = [title for title in reference.goods_titles() if len(title.code) == 4]

    assert sum(bool(title.title_zh) for title in headings) >= 1_139
    assert {title.code: title.title_zh for title in headings}["1201"]


def test_activity_titles_hold_the_whole_isic() -> None:
    codes = [title.code for title in reference.activity_titles()]

    assert Counter(map(len, codes)) == {1: 21, 2: 88, 3: 238, 4: 419}
    assert len(set(codes)) == len(codes)


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
