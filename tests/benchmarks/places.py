"""How often two county names alone give a prefecture away, over the whole national list.

python -m tests.benchmarks.places --draws 30000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from corpus.places.gazetteer import gazetteer
from corpus.places.verdict import verdict


def simulate(draws: int, seed: int) -> Counter[str]:
    """Counts of right, wrong and undecided over *draws* of a prefecture and two of its counties."""
    draw = random.Random(seed)
    below: dict[object, list[str]] = {}
    for place in gazetteer().places:
        if place.level == "县" and place.parent is not None and place.parent.level == "市":
            below.setdefault(place.parent, []).append(place.name)
    cities = [city for city, counties in below.items() if len(counties) >= 2]
    told: Counter[str] = Counter()
    for _ in range(draws):
        city = draw.choice(cities)
        one, other = draw.sample(below[city], 2)
        inference = verdict((), f"在{one}、{other}等地开展试点", "市")
        decided = inference.basis in ("stated", "inferred")
        told["right" if decided and inference.place == city else "wrong" if decided else "undecided"] += 1
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    told = simulate(options.draws, options.seed)
    for kind in ("right", "wrong", "undecided"):
        print(f"{kind:>10} {told[kind]:>7} {told[kind] / options.draws:8.3%}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
