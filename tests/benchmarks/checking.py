"""How well drafts are checked: sentences made of a library's figures, told anew or altered.

python -m tests.benchmarks.checking [FOLDER…] [--part dev|scored] [--count 400] [--show]

The right verdicts are known. The sentences are made of every second article (by a checksum of its name)
for each part: rules are worked on with "dev", "scored" is only measured. An altered figure must never pass.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot import locations, wording
from corpus.figures.figure import Figure
from corpus.places.gazetteer import Place, gazetteer
from corpus.text.period import Period
from retrieval.answering.figure_listing import Listed
from retrieval.desk import Desk
from retrieval.index.figures import Row
from retrieval.language.terms import words
from retrieval.question.lexicon import lightness
from tests.given import DOCUMENTS, ROOT, SHARED

FOLDERS = (
    ROOT / "tests" / "compilations",
    DOCUMENTS,
    SHARED / "raw",
    SHARED / "field" / "docs",
    SHARED / "field-b" / "docs",
)
WORST = ("differs", "unfounded", "rounded", "same")  # the worst verdict on a figure is its sentence's
PASSED = frozenset({"same", "rounded"})
_HAN = "零一二三四五六七八九"
_OTHER_UNIT = {"人": "起", "名": "件", "起": "人", "件": "人", "个": "人次", "元": "人", "%": "个百分点"}
_TURNED = {"上升": "下降", "下降": "上升", "增长": "减少", "减少": "增长", "提高": "降低", "降低": "提高"}
_NOWHERE = ("哈密市", "三沙市", "嘉峪关市", "克拉玛依市", "儋州市", "日喀则市")
_UNHEARD = ("发放渔船燃油补贴", "修缮明清古戏台", "培育脱毒马铃薯种薯", "更换老旧路灯", "救护野生候鸟")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, how it was made, and the verdicts that are right."""

    text: str
    kind: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """The rows of a library that sentences are made of, those of one part, and of all it has."""

    rows: Sequence[Row]
    all: Sequence[Row]


Maker = Callable[[Figure, Ground, random.Random], Sentence | None]


def told(
    figure: Figure,
    dice: random.Random,
    *,
    value: str | None = None,
    unit: str | None = None,
    indicator: str | None = None,
    period: str | None = None,
    place: str | None = None,
) -> str:
    """*figure* as a sentence, with what is given instead of its own."""
    own = name(gazetteer().coded(figure.code))
    when, where = period or figure.period, place or own
    what = indicator or figure.indicator
    at_home = figure.scope in (None, own, gazetteer().coded(figure.code).short)
    scope = "" if at_home or place else str(figure.scope)
    if scope.startswith(where):
        where = ""
    elif scope[:1] == where[-1:]:
        where = where[:-1]  # 西安市 and 市中级人民法院
    amount = f"{value or figure.value}{unit or figure.unit or ''}"
    joined = "达" if figure.kind == "share" else ""
    title = f"{place or own}{when}工作总结"
    whole = f"全{(place or own)[-1]}" if (place or own)[-1] in "省市县州" else "全区"
    shapes = (
        f"{when}，{where}{scope}{what}{joined}{amount}。",
        f"{where}{scope}{when}{what}{joined}{amount}。",
        f"{title}\n\n认真履行职责。{where + scope if scope else whole}{what}{joined}{amount}，成效明显。",
    )
    return dice.choice(shapes)


def name(place: Place) -> str:
    """What people call *place*; its whole name where others have it, too."""
    return place.short if len(gazetteer().named(place.short)) == 1 else place.full


def written(number: float) -> Iterator[str]:
    """The ways to write a whole *number* otherwise: 1.37万, 一万三千七百."""
    if number >= 10_000 and number % 100 == 0:
        yield f"{number / 10_000}万".replace(".0万", "万")
    if number == int(number) and 20 <= number < 100_000:
        yield han(int(number))


def han(number: int) -> str:
    """*number* below 100,000 in Chinese numerals."""
    parts, nought = [], False
    for scale, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            parts.append(("零" if nought else "") + _HAN[digit] + name)
            nought = False
        else:
            nought = bool(parts)
    return "".join(parts)


def plain(figure: Figure, ground: Ground, dice: random.Random) -> Sentence:
    return Sentence(told(figure, dice), "plain", frozenset({"same"}))


def spelt(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """The number written another way."""
    ways = [way for way in written(figure.number or 0) if way != figure.value]
    if not ways or figure.qualifier or figure.kind == "share":
        return None
    return Sentence(told(figure, dice, value=dice.choice(ways)), "spelt", frozenset({"same"}))


def rounded(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    number = figure.number or 0
    if figure.qualifier or number < 120:
        return None
    scale = 10 ** (len(str(int(number))) - dice.choice((1, 2)))
    low = int(number // scale * scale)
    if low == number or scale < 10 or number >= 1.5 * low:
        return None  # nobody says 100余 of 166
    value = f"{low // 10_000}万余" if low >= 10_000 and low % 10_000 == 0 else f"{low}余"
    return Sentence(told(figure, dice, value=value), "rounded", frozenset({"rounded"}))


def misrounded(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    number = figure.number or 0
    if figure.qualifier or number < 120:
        return None
    scale = 10 ** (len(str(int(number))) - 1)
    value = f"{int(number // scale * scale + dice.choice((1, 2)) * scale)}余"
    return Sentence(told(figure, dice, value=value), "misrounded", frozenset({"differs"}))


def digit(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """One digit changed."""
    at = [i for i, character in enumerate(figure.value) if character.isdigit()]
    if not at:
        return None
    where = dice.choice(at)
    new = dice.choice([each for each in "123456789" if each != figure.value[where]])
    value = figure.value[:where] + new + figure.value[where + 1 :]
    if any(each.figure.value == value for each in ground.all if each.figure.code == figure.code):
        return None
    return Sentence(told(figure, dice, value=value), "digit", frozenset({"differs"}))


def inserted(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """A digit more in front: 18 for 8."""
    if not figure.value[0].isdigit() or figure.kind == "share":
        return None
    value = dice.choice("123") + figure.value
    if any(each.figure.value == value for each in ground.all if each.figure.code == figure.code):
        return None
    return Sentence(told(figure, dice, value=value), "inserted", frozenset({"differs"}))


def year(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """Another year, of which the library says nothing of this."""
    if figure.period is None:
        return None
    own = Period.parse(figure.period)
    other = own.shifted(dice.choice((-2, -1, 1, 2)))
    alike = [
        each.figure
        for each in ground.all
        if each.figure.code == figure.code
        and (each.figure.concept or each.figure.indicator) == (figure.concept or figure.indicator)
    ]
    if any(each.period and Period.parse(each.period).overlaps(other) for each in alike):
        return None
    return Sentence(told(figure, dice, period=str(other)), "year", frozenset({"differs"}))


def unit(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    other = _OTHER_UNIT.get(figure.unit or "")
    if other is None or any(
        (each.figure.number, each.figure.unit) == (figure.number, other) for each in ground.all
    ):
        return None
    return Sentence(told(figure, dice, unit=other), "unit", frozenset({"differs"}))


def place(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """Another place of the library."""
    codes = sorted({each.figure.code for each in ground.all} - {figure.code, ""})
    named = [gazetteer().coded(code) for code in codes if code.isdigit()]
    own = gazetteer().coded(figure.code)
    named = [each for each in named if not each.within(own) and not own.within(each)]
    if not named:
        return None
    other = dice.choice(named)
    if any(e.figure.number == figure.number and e.figure.code == other.code for e in ground.all):
        return None
    text = told(figure, dice, place=name(other))
    return Sentence(text, "place", frozenset({"differs", "unfounded"}))


def indicator(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """What another row of the same place, period and unit counts."""
    mine = (figure.code, figure.scope, figure.period, figure.unit, figure.kind)
    others = [
        other
        for each in ground.all
        if (other := each.figure).number != figure.number
        and (other.code, other.scope, other.period, other.unit, other.kind) == mine
        and other.indicator != figure.indicator
        and _is_tellable(other)
    ]
    if not others:
        return None
    chosen = dice.choice(others)
    if any(e.figure.indicator == chosen.indicator and e.figure.number == figure.number for e in ground.all):
        return None
    text = told(figure, dice, indicator=chosen.indicator)
    return Sentence(text, "indicator", frozenset({"differs"}))


def reworded(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """One word of what is counted changed for one of another count."""
    found = words(figure.indicator)
    naming = [word for word in found if _names(word)]
    other = words(dice.choice(ground.rows).figure.indicator)
    new = [word for word in other if _names(word) and not set(word) & set(figure.indicator)]
    if not naming or not new:
        return None
    told_now = figure.indicator.replace(dice.choice(naming), dice.choice(new), 1)
    text = told(figure, dice, indicator=told_now)
    return Sentence(text, "reworded", frozenset({"unfounded", "differs"}))


def _names(word: str) -> bool:
    """Whether *word* says what is counted; acts are told in many words."""
    return len(word) > 1 and lightness(word) >= 0.8


def nowhere(figure: Figure, ground: Ground, dice: random.Random) -> Sentence:
    text = told(figure, dice, place=dice.choice(_NOWHERE))
    return Sentence(text, "nowhere", frozenset({"unfounded", "differs"}))


def unheard(figure: Figure, ground: Ground, dice: random.Random) -> Sentence:
    text = told(figure, dice, indicator=dice.choice(_UNHEARD), value=str(dice.randrange(11, 999)), unit="个")
    return Sentence(text, "unheard", frozenset({"unfounded"}))


def change(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    return Sentence(_changed(figure), "change", frozenset({"same"})) if figure.kind == "change" else None


def turned(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """A change the other way."""
    if figure.kind != "change":
        return None
    text = _changed(figure, direction="下降" if figure.direction == "up" else "上升")
    return Sentence(text, "turned", frozenset({"differs"}))


def points(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """A change in per cent instead of points, and the other way round."""
    if figure.kind != "change" or figure.family not in ("percent", "point"):
        return None
    text = _changed(figure, unit="%" if figure.family == "point" else "个百分点")
    return Sentence(text, "points", frozenset({"differs"}))


def rebased(figure: Figure, ground: Ground, dice: random.Random) -> Sentence | None:
    """A change from last month that is one from last year."""
    if figure.kind != "change" or not figure.base or "环比" in figure.base or "上月" in figure.base:
        return None
    return Sentence(_changed(figure, base="环比"), "rebased", frozenset({"differs", "unfounded"}))


def _changed(
    figure: Figure, *, direction: str | None = None, unit: str | None = None, base: str | None = None
) -> str:
    where = name(gazetteer().coded(figure.code))
    way = direction or ("上升" if figure.direction == "up" else "下降")
    what = figure.indicator.removesuffix("同比")
    base = base or figure.base or "同比"
    return f"{figure.period}，{where}{what}{base}{way}{figure.value}{unit or figure.unit}。"


LEVELS: tuple[Maker, ...] = (
    plain,
    spelt,
    rounded,
    misrounded,
    digit,
    inserted,
    year,
    unit,
    place,
    indicator,
    reworded,
    nowhere,
    unheard,
)
CHANGES: tuple[Maker, ...] = (change, turned, points, rebased)


def verbatim(desk: Desk, row: Row, dice: random.Random, *, altered: bool) -> Sentence | None:
    """The library's sentence as it stands, under a title with its place and period; a digit *altered*."""
    figure = row.figure
    sentence = desk.catalogue.sentence_at(row.article, figure.value_start)
    value = figure.value
    if sentence is None or not value[0].isdigit() or len(sentence.text) > 120 or sentence.text.count("*"):
        return None
    at = figure.value_start - sentence.start
    text = sentence.text
    if altered:
        last = max(i for i, character in enumerate(value) if character.isdigit())
        new = dice.choice([each for each in "123456789" if each != value[last]])
        text = text[:at] + value[:last] + new + value[last + 1 :] + text[at + len(value) :]
    where = gazetteer().coded(figure.code).full
    kind, right = ("verbatim altered", "differs") if altered else ("verbatim", "same")
    title = f"{where}{figure.period or ''}工作总结"
    return Sentence(f"{title}\n\n{text}", kind, frozenset({right}))


def _is_tellable(figure: Figure) -> bool:
    return (
        figure.number is not None
        and not (figure.masked or figure.planned or figure.outside)
        and figure.kind in ("count", "share", "money", "change")
        and figure.code.isdigit()
        and figure.relation in (None, "change")
        and not (figure.qualifier and figure.qualifier not in figure.value)
        and 3 <= len(figure.indicator) <= 24
        and figure.period is not None
    )


def sentences(desk: Desk, part: str, dice: random.Random) -> Iterator[Sentence]:
    """Sentences made of the library of *desk*, without end; none where it has no row to make them of."""
    everything = desk.figures(Listed())
    wanted = part == "scored"
    own = [each for each in everything if bool(zlib.crc32(str(each.article).encode()) % 2) == wanted]
    ground = Ground([each for each in own if _is_tellable(each.figure)], everything)
    levels = [each for each in ground.rows if each.figure.kind != "change"]
    changes = [each for each in ground.rows if each.figure.kind == "change"]
    while levels:
        for makers, rows in ((LEVELS, levels), (CHANGES, changes)):
            for maker in makers if rows else ():
                row = dice.choice(rows)
                made = maker(row.figure, ground, dice)
                if made is not None:
                    yield made
        for altered in (False, True):
            made = verbatim(desk, dice.choice(levels), dice, altered=altered)
            if made is not None:
                yield made


def verdict(desk: Desk, text: str, folder: Path) -> str:
    """The worst verdict on a figure of *text*; "unfounded" where it has none."""
    draft = folder / "draft.txt"
    draft.write_text(f"{text}\n", encoding="utf-8")
    found = {claim.verdict for claim in desk.check(draft).claims}
    return next((each for each in WORST if each in found), "unfounded")


def score(desk: Desk, made: Sequence[Sentence], *, show: bool) -> tuple[Counter[str], Counter[str], int]:
    """How many of *made* there are and how many are right, by kind, and how many altered ones passed."""
    total, right, passed = Counter[str](), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for each in made:
            found = verdict(desk, each.text, Path(folder))
            total[each.kind] += 1
            right[each.kind] += found in each.right
            escaped = found in PASSED and not each.right & PASSED
            passed += escaped
            if show and found not in each.right:
                mark = "PASSED " if escaped else ""
                print(f"{mark}{each.kind}: {each.text!r} -> {wording.VERDICTS[found]}")  # type: ignore[index]  # noqa: T201
    return total, right, passed


def main(arguments: list[str] | None = None) -> int:
    """Print the share of right verdicts by kind; 1 if an altered figure passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[each for each in FOLDERS if each.is_dir()])
    parser.add_argument("--part", choices=("dev", "scored"), default="dev")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    total, right, passed = Counter[str](), Counter[str](), 0
    for folder in options.folders:
        with tempfile.TemporaryDirectory() as kept:
            library = locations.open_to_change(kept, None, create=True)
            library.ingest([folder])
            desk = Desk(library)
            dice = random.Random(f"{options.seed} {folder.parent.name} {folder.name}")
            stream = sentences(desk, options.part, dice)
            share = options.count // len(options.folders)
            made = list(islice(stream, share))
            counts = score(desk, made, show=options.show)
            library.close()
        total += counts[0]
        right += counts[1]
        passed += counts[2]
        found = f"{sum(counts[1].values())} right of {sum(counts[0].values())}"
        print(f"{folder.parent.name}/{folder.name}: {found}")  # noqa: T201
    for kind, count in sorted(total.items()):
        print(f"  {kind}: {right[kind]} of {count}")  # noqa: T201
    share_right = sum(right.values()) / sum(total.values())
    print(f"{sum(total.values())} sentences: right {share_right:.3f}, altered ones passed {passed}")  # noqa: T201
    return int(passed > 0)


if __name__ == "__main__":
    sys.exit(main())
