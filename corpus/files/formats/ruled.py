"""Tables with ruling lines: the lines of a page into grids, its characters into their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.files.cells import Cell, Row
from corpus.files.formats.glyphs import Glyph, pieces
from corpus.files.formats.pages import Line, Page, Table, glued

NEAR = 3.0  # points: so far apart lines are one, or touch
MOST_RULES = 3_000  # of a page; a map has more
FULL = 1.6  # letters from the right edge of its cell: so near a wrapped line ends


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: *at* y from *begin* to *end*, or at x if it is upright."""

    at: float
    begin: float
    end: float
    is_upright: bool


def tables(rules: Sequence[Rule], glyphs: Sequence[Glyph], page: Page) -> tuple[list[Line], list[Glyph]]:
    """The tables that *rules* draw, each as a line of its own, and the characters outside them."""
    found: list[Line] = []
    rest = list(glyphs)
    if len(rules) > MOST_RULES:
        return found, rest
    for group in _groups(_merged(rules)):
        frame = _Frame.of(group)
        if frame is None:
            continue
        inside = [glyph for glyph in rest if frame.holds(glyph)]
        table = _table(frame, inside, page)
        if table is not None:
            found.append(table)
            taken = set(map(id, inside))
            rest = [glyph for glyph in rest if id(glyph) not in taken]
    return found, rest


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """*rules* with those that lie on one another or end to end as one."""
    out: list[Rule] = []
    for upright in (False, True):
        kind = sorted((rule for rule in rules if rule.is_upright == upright), key=lambda rule: rule.at)
        for line in _clusters(kind, lambda rule: rule.at):
            at = sum(rule.at for rule in line) / len(line)
            parts = sorted(line, key=lambda rule: rule.begin)
            begin, end = parts[0].begin, parts[0].end
            for rule in parts[1:]:
                if rule.begin > end + NEAR:
                    out.append(Rule(at, begin, end, upright))
                    begin, end = rule.begin, rule.end
                end = max(end, rule.end)
            out.append(Rule(at, begin, end, upright))
    return out


def _clusters(rules: Sequence[Rule], at: Callable[[Rule], float]) -> list[list[Rule]]:
    """*rules* in order of *at*, grouped where they stand near the first of their group."""
    out: list[list[Rule]] = []
    for rule in rules:
        if out and at(rule) - at(out[-1][0]) <= NEAR:
            out[-1].append(rule)
        else:
            out.append([rule])
    return out


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """*rules* grouped by whether they touch."""
    parent = list(range(len(rules)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    flat = [(number, rule) for number, rule in enumerate(rules) if not rule.is_upright]
    for number, upright in enumerate(rules):
        if upright.is_upright:
            for other, rule in flat:
                if _touch(upright, rule):
                    parent[root(other)] = root(number)
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(root(number), []).append(rule)
    return sorted(
        groups.values(), key=lambda group: min(rule.begin if rule.is_upright else rule.at for rule in group)
    )


def _touch(upright: Rule, flat: Rule) -> bool:
    return (
        flat.begin - NEAR <= upright.at <= flat.end + NEAR
        and upright.begin - NEAR <= flat.at <= upright.end + NEAR
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The lines of a grid: where its columns and rows begin and end, and the rules between them."""

    xs: Sequence[float]
    ys: Sequence[float]
    rules: Sequence[Rule]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> _Frame | None:
        """The grid of *rules*, at least two columns of it; its sides may be open."""
        upright = [rule for rule in rules if rule.is_upright]
        flat = [rule for rule in rules if not rule.is_upright]
        if not upright or not flat:
            return None
        xs = _places(
            [rule.at for rule in upright] + [min(rule.begin for rule in flat), max(rule.end for rule in flat)]
        )
        ys = _places(
            [rule.at for rule in flat]
            + [min(rule.begin for rule in upright), max(rule.end for rule in upright)]
        )
        return cls(xs, ys, rules) if len(xs) > 2 and len(ys) > 1 else None

    def holds(self, glyph: Glyph) -> bool:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def is_walled(self, at: float, across: float, *, upright: bool) -> bool:
        """Whether a rule parts two slots at *at*, in the middle of them."""
        return any(
            rule.is_upright == upright
            and abs(rule.at - at) <= NEAR
            and rule.begin - NEAR <= across <= rule.end + NEAR
            for rule in self.rules
        )


def _places(values: Sequence[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return out


def _table(frame: _Frame, glyphs: Sequence[Glyph], page: Page) -> Line | None:
    """The table in *frame*, if two of its cells in one row hold text."""
    roots = _cells(frame)
    filled: dict[int, list[Glyph]] = {}
    width = len(frame.xs) - 1
    for glyph in glyphs:
        column = min(max(bisect_right(frame.xs, (glyph.left + glyph.right) / 2) - 1, 0), width - 1)
        row = min(max(bisect_right(frame.ys, (glyph.top + glyph.bottom) / 2) - 1, 0), len(frame.ys) - 2)
        filled.setdefault(roots[row * width + column], []).append(glyph)
    right: dict[int, float] = {}
    for slot, root in enumerate(roots):
        right[root] = max(right.get(root, 0.0), frame.xs[slot % width + 1])
    cells = {root: Cell(_text(filled.get(root, []), right[root], page)) for root in set(roots)}
    grid: list[Row] = [
        [cells[root] for root in roots[start : start + width]] for start in range(0, len(roots), width)
    ]
    if not any(len({id(cell) for cell in row if cell is not None and cell.text.strip()}) > 1 for row in grid):
        return None
    table = Table(tuple(grid), tuple(frame.xs), (page,) * len(grid))
    return Line("", page, frame.xs[0], frame.xs[-1], frame.ys[0], frame.ys[-1], 0.0, table=table)


def _cells(frame: _Frame) -> list[int]:
    """For each slot, row by row, the number of the slot that stands for its cell."""
    width, height = len(frame.xs) - 1, len(frame.ys) - 1
    parent = list(range(width * height))

    def root(slot: int) -> int:
        while parent[slot] != slot:
            slot = parent[slot]
        return slot

    for row in range(height):
        for column in range(width):
            slot = row * width + column
            x, y = (frame.xs[column] + frame.xs[column + 1]) / 2, (frame.ys[row] + frame.ys[row + 1]) / 2
            if column + 1 < width and not frame.is_walled(frame.xs[column + 1], y, upright=True):
                parent[root(slot + 1)] = root(slot)
            if row + 1 < height and not frame.is_walled(frame.ys[row + 1], x, upright=False):
                parent[root(slot + width)] = root(slot)
    return [root(slot) for slot in range(width * height)]


def _text(glyphs: Sequence[Glyph], right: float, page: Page) -> str:
    """The text of a cell: its lines, joined where one ends at the right edge for want of room."""
    lines = sorted(pieces(glyphs, page), key=lambda line: (round(line.top / 4), line.left))
    text = ""
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        if before is None:
            text = line.text
        elif abs(before.top - line.top) < 0.5 * line.size:
            text += " " + line.text
        elif before.right > right - FULL * before.size and not before.text.replace(",", "").isdigit():
            text = glued(text, line.text)
        else:
            text += "\n" + line.text
    return text
