"""Encodings: every text comes back as it was written, or is refused; never changed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.files.encoding import Decoded, decode, decoded

SIMPLIFIED = (
    "扫黑除恶专项斗争开展以来，全市公安机关打掉涉黑组织8个、恶势力犯罪集团67个。",
    "平安建设工作会议在市委党校召开，市长出席并讲话。\n会议要求，各县区要压实责任。",
    "犯罪嫌疑人2283人，破获刑事案件1754起，查封扣押冻结涉案资产7.16亿元，满意度99.2%。",
    "岁末年初，霍邱县瓦埠湖畔的渔民们正忙着修补渔网，盼来年鱼虾满舱。",
    "赣州市章贡区、兴国县、信丰县、崇义县调解矛盾纠纷12345件（其中：婚姻家庭类3210件）。",
    "WPS 文档 v2.0：请于 2023-12-31 前登录 https://example.cn 填报数据，联系人：李明。",
    "“雪亮工程”覆盖率达到100%；①宣传教育；②排查整治；③督导考核——成效明显……",
    "骑鹤下扬州，缠腰十万贯；滕王高阁临江渚，佩玉鸣鸾罢歌舞。",
    "鄱阳湖畔、邛崃山下，畲族群众踊跃参与禁毒宣讲，邕宁、筠连、盱眙同步开展。",
    "她笑着说：“今天天气真好，我们一起去公园走走吧！”",
)
TRADITIONAL = (
    "臺北市政府警察局今日公布治安統計，全年刑事案件發生數較去年減少百分之十二。",
    "香港特別行政區政府表示，會繼續打擊電話騙案，加強宣傳教育，保障市民財產安全。",
    "為了維護社會穩定，各級機關應當落實責任，深入開展專項行動。\n會議由市長主持。",
    "立法會審議《道路交通條例》修訂草案，共收到1,234份意見書（其中92%表示支持）。",
    "颱風過後，消防隊員連夜搶修，將淤泥清理乾淨，村民紛紛豎起大拇指。",
    "「雲深不知處」——這句詩，她從小就會背；如今讀來，卻有別樣滋味。",
    "新竹縣、苗栗縣、嘉義縣的農會聯合舉辦蔬果展售會，吸引8,500人次參觀。",
    "ABC 公司 2023 年第三季營收成長 15.6%，董事會決議發放現金股利。",
)
HKSCS = (
    "佢哋喺深水埗嘅茶餐廳食咗碟乾炒牛河，之後搭𨋢上樓。",
    "政府嘅新措施冇咩用，啲市民話唔滿意，要求再傾過。",
)
SHORT = (
    *("平安建设工作", "扫黑除恶成果", "全市公安机关", "刑事案件总数", "矛盾纠纷调解", "安全生产检查"),
    *("群众满意程度", "第一季度总结", "张三李四王五", "请假条：生病", "明天上午九点", "禁毒宣传材料"),
)
SHORT_TRADITIONAL = (
    *("平安建設工作", "掃黑除惡成果", "臺灣高等法院", "刑事案件總數", "矛盾糾紛調解", "安全生產檢查"),
    *("民眾滿意程度", "香港特別行政", "第一季度總結", "毒品危害宣導", "請勿停車謝謝", "歡迎光臨本店"),
)
ASCII = ("plain ASCII, 12 lines.\r\n" * 12, "a")
LONG = "".join(SIMPLIFIED) * 40
CUT = [text[:length] for text in SIMPLIFIED for length in (8, 15)]
CUT_TRADITIONAL = [text[:length] for text in TRADITIONAL for length in (10, 17)]
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be")
CASES = [
    *itertools.product((*SIMPLIFIED, LONG, *CUT), ("gb18030", "gbk", *UNICODE)),
    *itertools.product((*TRADITIONAL, *CUT_TRADITIONAL), ("big5", "cp950", "gbk", *UNICODE)),
    *itertools.product(HKSCS, ("big5hkscs", "utf-8", "utf-16", "gb18030")),
    *itertools.product(SHORT, ("gb18030", "gbk", "gb2312", *UNICODE)),
    *itertools.product(SHORT_TRADITIONAL, ("big5", "big5hkscs", "gb18030", *UNICODE)),
    *itertools.product(ASCII, ("ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    ("", "utf-8"),
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_text_comes_back_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_the_table_has_two_hundred_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
        b"caf\xe9 au lait",
        "Пожалуйста, введите пароль".encode("cp1251"),
        "平安建设工作".encode()[:-1] + b"\n",
        "平安建设工作".encode("gbk") + b"\xff",
        b"\xff\xfe\x00\xd8",
        b"\0" * 10,
    ],
    ids=["png", "ole", "latin-1", "cyrillic", "cut utf-8", "broken gbk", "lone surrogate", "zeros"],
)
def test_what_is_no_chinese_text_is_none(data: bytes) -> None:
    assert decode(data) is None


def test_a_declared_encoding_is_believed_where_it_fits_only() -> None:
    kana = "ひらがなのぶんしょう"
    assert decode("平安建设".encode("gbk"), declared="gb2312") == "平安建设"
    assert decode("平安建设".encode("gbk"), declared="big5") == "平安建设"
    assert decode("平安建设".encode(), declared="gb2312") == "平安建设"
    assert decode(kana.encode("shift_jis"), declared="no-such-encoding") is None


@given(st.binary())
def test_any_bytes_are_text_without_replacements_or_none(data: bytes) -> None:
    text = decode(data)
    assert text is None or not {"\ufffd", "\0"} & set(text)


NOTE = "1 处字节损坏，以 � 标出，那里的数字没有采用"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("byte", [b"\0", b"\xff", b" "])
def test_a_damaged_byte_is_shown_and_the_other_letters_are_as_they_were(encoding: str, byte: bytes) -> None:
    before, after = "全年共有民事案件12件，平均九天。\n" * 9, "家庭之" * 9 + "和"
    damaged = "同".encode(encoding.removesuffix("-sig"))[:1] + byte
    data = before.encode(encoding) + damaged + after.encode(encoding.removesuffix("-sig"))
    found = decoded(data)
    assert found is not None
    assert found.notes[0].endswith(NOTE[1:])
    assert found.text.startswith(before + "\ufffd")
    assert found.text.endswith(after)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("平安建设工作".encode("gbk") + b"\xff", None),
        (
            "全年共化解家庭纠纷12".encode() + b"\xff" + "4件。".encode(),
            Decoded("全年共化解家庭纠纷12\ufffd4件。", (NOTE,)),
        ),
        ("平安建设".encode("utf-16")[:-1], None),
        (bytes(range(256)) * 4, None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0", None),
    ],
)
def test_what_is_too_damaged_is_refused(data: bytes, expected: Decoded | None) -> None:
    assert decoded(data) == expected


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = decoded(data)
    assert found is None or "\0" not in found.text
