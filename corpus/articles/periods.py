"""The period that an article reports on.

    reported("临水县2022年度平安建设工作总结", body, dated)   2022年
    reported("全县信访形势分析", "3月，全县……", dated)          2024年3月

A title's own period decides; else the one that most expressions of the text are of, those of its opening and
its headings before others. What a meeting, a comparison or a plan names does not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from corpus.articles.headings import heading
from corpus.text.cleaning import NUMBERED
from corpus.text.dates import TimeExpression, expressions, latest
from corpus.text.period import Period
from corpus.text.sentences import sentences

OPENING, HEADING, ELSEWHERE = 3, 3, 1  # what an expression counts, by where it stands
AS_OFTEN = 0.9  # of the highest score, from which on several years are reported on together
_OPENING = 3  # sentences
_EARLY = 3
# An operation or a season, of which only the text says in which months it was.
_SEASON = re.compile(r"[春夏秋冬]季|汛期|避暑|旺季|学期|开学|期间|行动|攻势|战役|专项整治|赛事|假期")
_LENGTH = re.compile(r"([二三四五六七八九十两])年(?=工作|回顾|综述|巡礼|来|纪实|发展|记$|记——)")
# When something began, which goes on: 2018年5月挂牌成立; not 2018年启动以来.
_BEGINS = re.compile(
    r"[年月日][^，。\d]{0,16}(?:成立|组建|启动|挂牌|创办|试点|投入使用|刚起步)(?!.{0,3}(?:[至到起后]|以来|之日))"
)
_AHEAD = re.compile(
    r"计划(?!执行|完成|落实)|打算|安排|要点|谋划|下一?步|目标任务|思路|设想|展望|部署|(?:抓好|做好)(?:今年|明年|\d{4}年)"
)
_DONE = re.compile("总结|小结|情况|回顾|执行|完成|落实|报告|汇报|通报|成效|分析|统计")


def reported(
    title: str | None, body: str, dated: Period | None, spans: Sequence[str] = (), outer: Sequence[str] = ()
) -> Period | None:
    """The period that an article reports on; None if nothing says so.

    *spans* are lines of its head that may say it, *outer* those of its document's.
    """
    named = _first_of((title or "", *spans), dated)
    if named is not None:
        return _narrowed(title or "", named, body, dated)
    told = _counted(body, dated) or _first_of(outer, dated)
    return told or (_year_before(dated) if dated is not None else None)


def _first_of(lines: Iterable[str], dated: Period | None) -> Period | None:
    return next((period for line in lines if (period := titled(line, dated))), None)


def _counted(body: str, dated: Period | None) -> Period | None:
    """The period that most expressions of *body* are of."""
    scores: Counter[Period] = Counter()
    for weight, told in _told(body, dated):
        for each in told:
            if each.role == "own" and each.period is not None and not each.day:
                scores[each.period] += min(weight, ELSEWHERE) if each.stock else weight
    return _most(scores) if scores else None


def _most(scores: Counter[Period]) -> Period:
    """The period with the highest score; all of several years that are named as often, as in a table."""
    best = max(scores, key=lambda period: (scores[period], period.last))
    as_often = [p for p in scores if p.is_year and scores[p] >= max(AS_OFTEN * scores[best], OPENING)]
    if best not in as_often:
        return best
    return Period.years(min(as_often).year, max(as_often).year)


def titled(title: str, dated: Period | None) -> Period | None:
    """The period in a title, all of it where it names several: 2021年和2022年, 五年工作报告."""
    own = _named(title, dated)
    if len(own) == 1:
        return own[0]
    if own:
        return Period.between(min(period.first for period in own), max(period.last for period in own))
    length = _LENGTH.search(title)
    recent = expressions(f"近{length[1]}年", dated) if length is not None else []
    return recent[0].period if recent else None


def _named(title: str, dated: Period | None) -> list[Period]:
    """The periods that *title* names; of what is planned only where nothing else is named.

    2022年工作总结和2023年工作思路 -> 2022年.
    """
    told = [(e, e.period) for e in expressions(title, dated) if e.role in ("own", "plan") and e.period]
    ends = [*(each.start for each, _ in told), len(title)][1:]
    done = [
        period
        for (each, period), end in zip(told, ends, strict=False)
        if each.role == "own" and not _looks_ahead(title[each.end : end])
    ]
    return done or [period for _, period in told]


def _looks_ahead(named: str) -> bool:
    """Whether what a title names behind a year is a plan: 工作思路; not 工作总结及下步打算."""
    ahead, done = _AHEAD.search(named), _DONE.search(named)
    return ahead is not None and (done is None or ahead.start() < done.start())


def _narrowed(title: str, named: Period, body: str, dated: Period | None) -> Period:
    """*named*, or the months in the opening for a season or operation, or for what has not ended yet."""
    unended = dated is not None and not dated.is_years and not named.is_years and named.last >= dated.last
    if not unended and not (named.is_year and _SEASON.search(title)):
        return named
    told = chain.from_iterable(_opening(body, dated, named))
    lasting = (e for e in told if e.role == "own" and not _passes(e, unended=unended))
    inside = (e.period for e in lasting if e.period not in (None, named))
    return next((period for period in inside if period and named.contains(period)), named)


def _passes(each: TimeExpression, *, unended: bool) -> bool:
    """Whether *each* is a day, or, of what has not ended yet, some days or a count at their end."""
    return each.day or (unended and (each.event or each.stock))


def _opening(body: str, dated: Period | None, within: Period | None) -> Iterator[list[TimeExpression]]:
    for start, end in list(sentences(body))[: 2 * _OPENING]:
        yield expressions(body[start:end], dated, within=within)


def _told(body: str, dated: Period | None) -> Iterator[tuple[int, list[TimeExpression]]]:
    """The expressions of headings and sentences, and what each counts."""
    last = latest(body) if dated is None else None
    for number, (start, end) in enumerate(sentences(body)):
        sentence = body[start:end]
        is_heading = NUMBERED.match(sentence) is not None and heading(sentence) == sentence
        if is_heading and _AHEAD.search(sentence):
            continue
        if _BEGINS.search(sentence):
            continue
        weight = HEADING if is_heading else OPENING if number < _OPENING else ELSEWHERE
        yield weight, expressions(sentence, dated, article=last)


def _year_before(dated: Period) -> Period:
    """The year that what was written at *dated* is of, if it says nothing: last year in its first months."""
    early = not dated.is_years and dated.months[1] <= _EARLY
    return Period.of(dated.year - early)
