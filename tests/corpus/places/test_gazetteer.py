"""The gazetteer and the inference. A false friend that slips through belongs in false_friends.tsv."""

from pathlib import Path

import pytest

from corpus.places.gazetteer import PLACES, Place, UnknownPlace, chain_of, gazetteer, placeholder
from corpus.places.verdict import verdict
from tests.benchmarks.places import simulate

FALSE_FRIENDS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("false_friends.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def full(places: tuple[Place, ...]) -> list[str]:
    return [place.full for place in places]


@pytest.mark.parametrize(("text", "names"), FALSE_FRIENDS, ids=[text for text, _ in FALSE_FRIENDS])
def test_names_are_read_and_false_friends_are_not(text: str, names: str) -> None:
    assert ",".join(mention.text for mention in gazetteer().mentions(text)) == names


def test_a_mention_stands_where_it_says() -> None:
    text = "在云南省大理州鹤庆县、玉树市和全国"
    for mention in (*gazetteer().mentions(text), *gazetteer().chains(text)):
        assert text[mention.start : mention.end] == mention.text


def test_every_place_is_found_by_its_full_name() -> None:
    lost = [place.full for place in gazetteer().places if gazetteer().places_in(place.full) != [(place,)]]
    assert lost == []


def test_every_alias_has_two_characters_at_least() -> None:
    assert [alias for place in gazetteer().places for alias in place.aliases if len(alias) < 2] == []


def test_every_guarded_name_is_a_name() -> None:
    rows = PLACES.read_text(encoding="utf-8").splitlines()
    guards = [row.split("\t")[1] for row in rows if row.startswith(("edge\t", "beside\t"))]
    guarded = " ".join(guards).split()
    assert guarded
    assert [name for name in guarded if not gazetteer().named(name)] == []


def test_the_chain_runs_from_the_province_down() -> None:
    city = chain_of("云南省 大理白族自治州 大理市")
    assert [place.name for place in city.chain] == ["云南省", "大理白族自治州", "大理市"]
    assert [place.level for place in city.chain] == ["省", "市", "县"]
    assert city.full == "云南省大理白族自治州大理市"
    assert city.within(chain_of("云南省"))
    assert city.within(city)
    assert not chain_of("云南省").within(city)


@pytest.mark.parametrize(
    ("chain", "name"),
    [
        ("北京市 朝阳区", "北京市"), ("河南省 济源市", "济源市"), ("广西壮族自治区", None),
        ("云南省 大理白族自治州 大理市", "大理白族自治州"),
    ],
)  # fmt: skip
def test_the_place_above_at_the_level_of_a_city(chain: str, name: str | None) -> None:
    above = chain_of(chain).at("市")
    assert (above and above.name) == name


@pytest.mark.parametrize(
    ("chain", "short"),
    [
        ("宁夏回族自治区", "宁夏"), ("内蒙古自治区", "内蒙古"), ("北京市", "北京"),
        ("香港特别行政区", "香港"), ("云南省 昆明市", "昆明市"), ("云南省 大理白族自治州", "大理州"),
        ("青海省 海西蒙古族藏族自治州", "海西州"),
        ("广西壮族自治区 都安瑶族自治县", "都安县"), ("黑龙江省 大兴安岭地区", "大兴安岭地区"),
        ("云南省 大理白族自治州 鹤庆县", "鹤庆县"),
    ],
)  # fmt: skip
def test_the_short_name_for_display(chain: str, short: str) -> None:
    assert chain_of(chain).short == short


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("云南省大理州鹤庆县的治安怎么样", [["云南省大理白族自治州鹤庆县"]]),
        ("甘肃庆阳合水县", [["甘肃省庆阳市合水县"]]),
        ("云南和宁夏", [["云南省"], ["宁夏回族自治区"]]),
        ("玉树市", [["青海省玉树藏族自治州玉树市"]]),
        ("玉树州", [["青海省玉树藏族自治州"]]),
        ("玉树", [["青海省玉树藏族自治州"]]),
        ("吉林", [["吉林省"]]),
        ("吉林省吉林市", [["吉林省吉林市"]]),
        ("福建的鼓楼区", [["福建省福州市鼓楼区"]]),
        ("和平区", [["天津市和平区", "辽宁省沈阳市和平区"]]),
        ("请问大同怎么样", [["山西省大同市"]]),
        ("比较大同和长治", [["山西省大同市"], ["山西省长治市"]]),
        ("宁夏、云南、青海哪个满意度高", [["宁夏回族自治区"], ["云南省"], ["青海省"]]),
        ("赣南的扫黑除恶", [["江西省赣州市"]]),
        ("海南", [["海南省"]]),
        ("青海省海南州", [["青海省海南藏族自治州"]]),
        ("襄樊市", [["湖北省襄阳市"]]),
        ("广西玉林和玉林市", [["广西壮族自治区玉林市"]]),
        ("平安建设的经验", []),
    ],
)
def test_the_places_a_question_asks_about(question: str, places: list[list[str]]) -> None:
    found = [full(candidates) for candidates in gazetteer().places_in(question)]
    assert found == places


def test_an_ambiguous_name_keeps_its_candidates() -> None:
    (candidates,) = gazetteer().places_in("鼓楼区的调解工作")
    cities = [place.parent.name for place in candidates if place.parent]
    assert cities == ["南京市", "徐州市", "福州市", "开封市"]


def test_neighbours_in_a_list_settle_an_ambiguous_name() -> None:
    assert [full(m.places) for m in gazetteer().mentions("鼓楼区、台江区两地")] == [
        ["福建省福州市鼓楼区"],
        ["福建省福州市台江区"],
    ]


def test_a_blanked_out_place_is_a_placeholder_below_its_province() -> None:
    county = chain_of("陕西省 某县")
    assert county == placeholder(chain_of("陕西省"), "某县")
    assert (county.code, county.level, county.full) == ("", "县", "陕西省某县")
    assert county.within(chain_of("陕西省"))
    assert placeholder(None, "某市").level == "市"


@pytest.mark.parametrize("names", ["云南省 桃花源县", "宁夏回族自治区 鹤庆县", "鼓楼区", ""])
def test_a_chain_with_an_unknown_name_is_refused(names: str) -> None:
    with pytest.raises(UnknownPlace):
        chain_of(names)


INFERENCES = [
    ("家住章贡区的居民说。\n兴国县设站，信丰县、崇义跟进。", "市", "inferred", "江西省赣州市"),
    ("XX市聚焦化解。\n合水县设站。\n西峰区、环县、华池县推广。", "市", "inferred", "甘肃省庆阳市"),
    ("西宁率先试点，海东、海西、玉树跟进。\n都兰县枸杞丰收。", "省", "inferred", "青海省"),
    ("全区召开会议。\n银川市、吴忠市、西吉县作交流发言。", "自治区", "inferred", "宁夏回族自治区"),
    ("兴业县破案。\n北流市反诈。\n博白县调解。\n曾赴枣庄市学习。", "市", "inferred", "广西壮族自治区玉林市"),
    ("大理州平安建设综述\n全州上下共同努力。", "州", "stated", "云南省大理白族自治州"),
    ("大理州获表彰。\n平安大理建设提速。\n大理州成立专班。", None, "stated", "云南省大理白族自治州"),
    ("各县推进。\n武都区、文县建站。\n西和县巡逻。", None, "inferred", "甘肃省陇南市"),
    ("平顶山市、赣州市、玉林市荣获长安杯，全市继续努力。", "市", "undecided", None),
    ("在表彰大会上，赣州市介绍经验。\n合水县代表发言。", "市", "undecided", None),
    ("抓好“寻乌经验”推广。", "市", "hint", "江西省赣州市"),
    ("xx州成为云南省唯一的先进州。", "州", "hint", "云南省某州"),
    ("会上赣州市介绍了经验", "市", "hint", "江西省赣州市"),
    ("全市政法机关牢记使命。", "市", "undecided", None),
    ("鼓楼区、台江区、晋安区联动。", "市", "inferred", "福建省福州市"),
    ("海淀区、丰台区联动。", "市", "inferred", "北京市"),
]


@pytest.mark.parametrize(("text", "level", "basis", "place"), INFERENCES, ids=[c[0][:12] for c in INFERENCES])
def test_the_place_of_an_article(text: str, level: str | None, basis: str, place: str | None) -> None:
    inference = verdict((), text, level, blanked="某" in (place or ""))
    assert (inference.basis, inference.place and inference.place.full) == (basis, place)


def test_the_evidence_is_what_the_article_says() -> None:
    inference = verdict((), "章贡区、兴国县开展试点，另赴合水县学习。", "市")
    assert inference.evidence == ("章贡区", "兴国县")
    assert inference.margin == 3.0


def test_two_counties_of_a_prefecture_give_it_away() -> None:
    told = simulate(1500, seed=20)
    assert told["wrong"] == 0
    assert told["right"] >= 0.995 * 1500


@pytest.mark.parametrize(
    ("text", "level", "basis", "place"),
    [
        ("孟坝镇、三岔镇先行，全县推进。", "县", "inferred", "甘肃省庆阳市镇原县"),
        ("我市在常平乡设立示范林。\n怀庆司法所上门调解。", "市", "inferred", "河南省焦作市沁阳市"),
        ("大封派出所破获一案，全县推广。", "县", "hint", "河南省焦作市武陟县"),
        ("公安派出所和人民法庭联动，城乡统筹，全县推广。", "县", "undecided", None),
        ("学习视察广东重要讲话。“粤政易”使用率高，全县推广。", "县", "inferred", "广东省某县"),
        ("依托“陕西移动微法院”，全县推广。", "县", "hint", "陕西省某县"),
        ("“豫筑平安”行动，全市推广。", "市", "hint", "河南省某市"),
    ],
)
def test_an_unnamed_place_is_known_by_its_towns_or_province(
    text: str, level: str, basis: str, place: str | None
) -> None:
    inference = verdict((), text, level, blanked="某" in (place or ""))
    assert (inference.basis, inference.place and inference.place.full) == (basis, place)
