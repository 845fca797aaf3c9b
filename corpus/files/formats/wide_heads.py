"""Heads over several columns of a table without ruling lines: which columns each of them stands over.

   2021年         2022年      ->  [0, 1], [2, 3]: all set alike over their columns
受理   化解    受理   化解
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from corpus.files.formats.pages import Line

Reach = tuple[float, float]  # of a column, from left to right
MOST_COLUMNS = 16
AT = 0.3  # letters: so near the edge of a column a head begins there
# Of the distance of two columns: how alike heads stand, and how much more alike than in any other way.
ALIKE, CLEAR = 0.3, 0.1
FAR = 0.5  # how much it tells against a way that all heads stand off the edge or the middle


def blocks(pieces: Sequence[Line], columns: Sequence[Reach]) -> list[list[int]] | None:
    """The columns that each of *pieces*, from the left, stands over; None where that is not clear."""
    if len(columns) > MOST_COLUMNS or not 0 < len(pieces) <= len(columns) or len(columns) < 2:
        return None
    starts = _begun(pieces, columns) or _best(pieces, columns)
    return [list(range(begin, end)) for begin, end in pairwise((*starts, len(columns)))] if starts else None


def _begun(pieces: Sequence[Line], columns: Sequence[Reach]) -> tuple[int, ...]:
    """The columns at whose left edges *pieces* begin, the first at the first one; else none."""
    starts = tuple(
        place
        for piece in pieces
        for place, (left, _) in enumerate(columns)
        if abs(piece.left - left) < AT * piece.size
    )
    return starts if len(starts) == len(pieces) and starts[0] == 0 else ()


def _best(pieces: Sequence[Line], columns: Sequence[Reach]) -> tuple[int, ...]:
    """The columns at which the blocks begin over which *pieces* stand most alike; none if it is not clear."""
    distance = (sum(columns[-1]) - sum(columns[0])) / 2 / (len(columns) - 1)
    ways = sorted(
        (_unevenness(pieces, columns, (0, *rest)), (0, *rest))
        for rest in combinations(range(1, len(columns)), len(pieces) - 1)
    )
    best, starts = ways[0]
    if best > ALIKE * distance or (len(ways) > 1 and ways[1][0] - best < CLEAR * distance):
        return ()
    return starts


def _unevenness(pieces: Sequence[Line], columns: Sequence[Reach], starts: Sequence[int]) -> float:
    """By how much *pieces* are set otherwise, left, middle or right, each over its own block."""
    reaches = [(columns[begin][0], columns[end - 1][1]) for begin, end in pairwise((*starts, len(columns)))]
    left = [piece.left - reach[0] for piece, reach in zip(pieces, reaches, strict=True)]
    right = [piece.right - reach[1] for piece, reach in zip(pieces, reaches, strict=True)]
    middle = [(begin + end) / 2 for begin, end in zip(left, right, strict=True)]
    apart = min(
        max(offsets) - min(offsets) + FAR * abs(sum(offsets) / len(offsets))
        for offsets in (left, middle, right)
    )
    over = [max(-begin, end) - piece.size for begin, end, piece in zip(left, right, pieces, strict=True)]
    return apart + max(0.0, *over)
