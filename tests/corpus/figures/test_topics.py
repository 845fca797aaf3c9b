"""Topics: what headings and titles say that figures are of."""

from __future__ import annotations

import pytest

from corpus.figures.topics import subject, topic

SUBJECTS = {
    "丹棱县2022年特种设备安全监察情况公告": "特种设备安全监察",
    "关于物业纠纷多元化解工作的报告": "物业纠纷多元化解",
    "**市2019年公证业务统计表": "公证业务",
    "在全州打击治理电信网络诈骗推进会上的讲话": "打击治理电信网络诈骗",
    "表2 2018年各县区火灾情况": "火灾",
    "大理州2023年平安建设工作总结": "",
    "大理市人民法院工作报告": "",
    "五年审结案件超127万件": "",
    "草原上的“马背调解": "",
}
TOPICS = {
    "二、食品安全": "食品安全",
    "一、总体情况": "",
    "强化队伍建设": "",
    "（三）森林草原防灭火和应急救援能力": "",
}


@pytest.mark.parametrize("title", SUBJECTS)
def test_a_title_names_its_subject(title: str) -> None:
    assert subject(title) == SUBJECTS[title]


@pytest.mark.parametrize("heading", TOPICS)
def test_a_heading_names_a_topic(heading: str) -> None:
    assert topic(heading) == TOPICS[heading]
