"""Topics: what a heading or title says that the figures below it are of.

topic("二、食品安全") -> 食品安全;  subject("江北区2022年特种设备安全监察情况公告") -> 特种设备安全监察
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.places.gazetteer import gazetteer
from corpus.places.institutions import institutions
from corpus.text.dates import expressions

LONGEST_TOPIC, LONGEST_SUBJECT = 10, 20
_NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)]?\s*[、.．]?\s*(?:是|要)?|[【A-Z—-]+\s*)")
_GENERAL = re.compile(
    r"情况|工作|总体|基本|主要|成效|做法|概况|措施|问题|打算|总结|回顾|安排|建设$|方面|一是|二是|强化|加强|推进|坚持|深化|\d"
)
# Of a heading that says how well something goes, not what: 守好群众的钱, 法律援助提质增量.
_PRAISE = re.compile(
    r"[了着过把让也就更最很都好得向起]|[，：:“”（）]|到位|困难|鲜明|有[力声效序]|扎实|明显|稳妥|提质|精细化|多样化|不减|早|一[批片方条张场]|不断|持续"
)
# What a title says of itself, not of what it tells.
_KIND = re.compile(
    r"(?:(?:专项|主要|有关|统计|运行|专题|重点|概|五年|三年)?(?:工作|情况|形势|数据|指标|总结|小结|报告|通报|通告|公告|公报|汇报|分析"
    r"|简报|简况|概况|综述|纪实|回顾|白皮书|发布会?|新闻|实录|(?:各地)?(?:情况)?(?:见|如)下?表?|推进会上|会上|会议|讲话|一览|汇总|明细|统计|对比|分月|月度|季度|年度|分类|分布|附?表|材料|选编|现状|做法|经验|举措|典型"
    r"|成果|成绩单?|战果|的|和|与|及|（[^（）]*）?|[—【】《》：:，。、\s]))+$"
)
_LEAD = re.compile(
    r"^(?:域(?=社会|治理)|附件?\d*|表\d+|关于|在|的|全[省市县区州旗]|我[省市县区]|分(?:县市区|县区|区县|县市|乡镇（街道）|乡镇|镇街|街道|地区|市州|片区|季度?|月度?|类别?|行业|部门|年度?)|按\S{1,4}分|各?县市区|各?县区|各地区?|各单位|各部门|年度?|度|[\d]+月|[：:，、—\-\s（）()【】“”]|党的\S{2,3}以来)+"
)
_SAYS_NOTHING = re.compile(
    r"(?:平安|法治|政法|综治|法院|检察|公安|社会|治安|管理|综合|治理|维稳|建设|持续|推进|[年度x市县X县*])*"
)

_SENTENCE = re.compile(r"[，,。：:；;—\d]|周年")  # in a title that is a sentence


def topic(heading: str) -> str:
    """What *heading* says its figures are of, if it is short and no general one: 二、食品安全 -> 食品安全."""
    words = _NUMBERED.sub("", heading).strip("：:。 ")
    return (
        words
        if 2 <= len(words) <= LONGEST_TOPIC and not (_GENERAL.search(words) or _PRAISE.search(words))
        else ""
    )


@lru_cache(maxsize=256)  # asked for each cell of a table
def subject(title: str) -> str:
    """What *title* names, without the place, time and office that it is of, and without what it is itself."""
    words = _NUMBERED.sub("", title).rpartition("——")[2]
    spans = [(each.start, each.end) for each in expressions(words) if each.role in ("own", "plan")]
    spans += [(each.start, each.end) for each in institutions(words)]
    spans += [(each.start, each.end) for each in gazetteer().chains(words)]
    kept = list(words)
    for start, end in spans:
        kept[start:end] = "\n" * (end - start)
    pieces = [_LEAD.sub("", _KIND.sub("", piece)) for piece in "".join(kept).split("\n")]
    longest = max(pieces, key=len)
    is_office = longest.endswith(("法院", "检察院", "公安局"))
    if not 2 <= len(longest) <= LONGEST_SUBJECT or is_office or _SAYS_NOTHING.fullmatch(longest):
        return ""
    torn = longest.count("“") != longest.count("”") or longest.count("《") != longest.count("》")
    return "" if torn or _SENTENCE.search(longest) else longest
