"""Evidence: how well a sentence covers a question, as numbers that the decision weighs.

    weighing = Weighing(question, weight)
    evidence = weighing.evidence(sentence)      # None where it covers next to nothing
    evidence.features                           # one value per name in FEATURES

Every share is of the question's weight: the sum of its terms' idf times lightness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.text.numbers import clauses_of, hides, is_row
from retrieval.answering.figures import figure_parts, wanted
from retrieval.answering.matching import beside, defines, is_counted, matcher, pairs_of
from retrieval.answering.rows import NO_ROW, OUTSIDE, ROW_FEATURES, Counted, Counting, Rows
from retrieval.index.figures import Row
from retrieval.index.sentences import Sentence
from retrieval.language.terms import fold, plain
from retrieval.question.grammar import Term
from retrieval.question.lexicon import UNKNOWN, lightness
from retrieval.question.question import Question

HEADED = 0.8  # what it is worth that the section's heading or the article's title holds a word
LEAD = 0.8  # or a clause of the sentence before all its figures
BEFORE, AROUND = 0.5, 0.6  # or the sentence before, or the paragraph
LACKING = 0.35  # the share of the weightiest noun above which a figure is of something else
OF_OTHERS, UNCOUNTED = 0.2, 0.6  # what the probability of such a figure is multiplied by
LEAST = 0.15  # a sentence that covers less with all it inherits is not weighed

FEATURES = (
    "own",  # share that stands in the sentence itself
    "all",  # share with what it inherits
    "figure",  # share in the clause of a figure of the unit asked for, 0 without one
    "missing_figure",  # share of the weightiest noun missing from the clauses up to the figure asked for
    "measured",  # 1 if what is counted stands by the figure asked for, -1 if not, 0 if nothing is counted
    "figure_any",  # share in the clause of any figure
    "missing_name",  # share of the weightiest noun that is missing, inherited ones counted as there
    "missing_own",  # the same, of the sentence itself
    "alike",  # share that is matched by a synonym only
    "pairs",  # share of the question's character pairs in the sentence
    "pairs_all",  # the same with heading, title and paragraph
    "unit",  # 1 if a figure of the unit asked for stands there, -1 if not, 0 if none is asked for
    "has_figure",
    "figures",  # how many different figures, up to six, in sixths
    "tight",  # a figure stands right beside the last term
    "direction",  # 1 if it names the direction asked for, -1 if only the other one
    "dated",  # 1 if it is of the very period asked for, less if of a part of it or of more
    "background",  # share of the words taken over from the turn before, or of the other things asked for
    "listed",  # 1 if it lists what was counted (六清), 0.5 if it names the count (四项任务)
    "defines",  # it says what a term is
    "planned",
    "masked",
    "of_table",  # the sentence is a row of a table
    "short",  # fewer than 16 characters, and no figure
    "long",  # characters above 80, in hundreds
    "placed",  # the question names a place
    "mentioned",  # the place is only mentioned in an article on another
    "generic",  # an overview is asked for
    "few",  # the question has a single term
    "unused",  # share of the question in words that no document uses, what is counted left out
    "titled",  # share that the title holds
    *ROW_FEATURES,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and its features; `clear`: it blanks figures out, but not the one asked for."""

    sentence: Sentence
    features: tuple[float, ...]
    clear: bool
    covered: tuple[float, ...]  # how far each term of the question stands in it, inherited ones too
    held: tuple[float, ...]  # and in the sentence itself
    counted: Counted | None = None  # the row that answers best, where a figure may be asked for
    probability: float = 0.0

    @classmethod
    def of(cls, sentence: Sentence, question: Question) -> Evidence:
        """The evidence of a sentence that is shown for another reason than what it covers."""
        nothing = (0.0,) * len(question.terms)
        return cls(sentence, (0.0,) * len(FEATURES), True, nothing, nothing)

    @property
    def doubt(self) -> float:
        """What its probability is worth: less where clause and row lack a heavy noun, or what is counted."""
        missing, is_counted = self["missing_figure"], self["measured"] >= 0
        if self.counted is not None:
            missing, is_counted = min(missing, self["row_missing"]), is_counted or self["row_counted"] >= 0
        if missing > LACKING or self["row_placed"] < OUTSIDE:
            return OF_OTHERS
        return 1.0 if is_counted else UNCOUNTED

    def __getitem__(self, name: str) -> float:
        return self.features[_AT[name]]


ELLIPTIC = 0.5  # of the question: a sentence that holds less may leave out what its row tells
_LAST_CLAUSE = re.compile(r"[^，,；;：:。]*$")
_DATED = (0.0, 0.5, 0.75, 1.0)  # by Fit
_AT = {name: at for at, name in enumerate(FEATURES)}
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!年|月|日|\d|\.\d)")
_UP = re.compile("上升|增长|提高|提升|增加|上涨|攀升|增")
_DOWN = re.compile("下降|减少|降低|下滑|压降|降|少")


def _unasked(sentence: Sentence) -> int:
    return 0


class Weighing:
    """*question* made ready to weigh sentences: its terms by *weight*, their periods by *fit* (see Fit).

    *unused* are terms that no document uses.
    """

    def __init__(
        self,
        question: Question,
        weight: Callable[[Term], float],
        fit: Callable[[Sentence], int] = _unasked,
        rows: Rows | None = None,
        unused: Collection[Term] = (),
    ) -> None:
        self._question, self._fit, self._rows = question, fit, rows
        self._matchers = [matcher(term) for term in question.terms]
        self._weights = [weight(term) * term.share for term in question.terms]
        whole = [term.share == 1.0 for term in question.terms]
        self._weights = list(map(float.__mul__, self._weights, whole)) if any(whole) else self._weights
        self._total = sum(self._weights) or 1.0
        self._unused = question.numeric * self._share([float(term in unused) for term in question.terms])
        self._taken = [i for i, is_whole in enumerate(whole) if not is_whole]
        self._names = [lightness(term.text) >= UNKNOWN and term.share == 1.0 for term in question.terms]
        self._must = [i for i, term in enumerate(question.terms) if term.must]
        self._measured = next((term for term in question.terms if term.text == question.measured), None)
        self._pairs = pairs_of(question.content)
        named = [term for term in question.terms if term.share == 1.0]
        self._beside = beside(named[-1].text) if question.numeric and named else None
        self._pattern = wanted(question) if question.unit else None
        self._counting = self._counts_rows(rows) if rows is not None and _counts(question) else None
        self._held: dict[str, tuple[float, ...]] = {}
        self._inherited: dict[str, list[float]] = {}
        self._asked: dict[str, bool] = {}

    def evidence(self, sentence: Sentence, *, mentioned: bool = False) -> Evidence | None:
        """The evidence of *sentence*, *mentioned* if its article is on another place; None without any."""
        held = self._holds(sentence.folded)
        covered = self._with_inherited(held, sentence)
        whole = self._share(covered)
        counted = self._counted(sentence)
        if max(whole, counted.share if counted else 0.0) < LEAST:
            return None
        question = self._question
        figure = self._figure(sentence)
        values = (
            self._share(held),
            whole,
            figure,
            self._missing_in_figure(sentence),
            self._is_measured(sentence),
            max((self.covered(part) for part in self._figure_clauses(sentence)), default=0.0),
            self._missing(covered, self._names),
            self._missing(held),
            self._alike(sentence.folded, held),
            self._paired(sentence.folded),
            self._paired(f"{sentence.folded}\n{sentence.headed}\n{sentence.around}"),
            self._unit(sentence, counted),
            float(sentence.has_figure),
            min(6, len(set(_NUMBER.findall(sentence.folded)))) / 6,
            float(self._beside is not None and self._beside.search(sentence.folded) is not None),
            self._direction(sentence.folded),
            _DATED[self._fit(sentence)] if question.periods else 0.0,
            self._background(covered),
            self._lists(sentence.folded),
            float(not question.numeric and defines(question.terms, sentence.folded)),
            float(sentence.planned and not question.of_plans),
            float(sentence.masked),
            float(is_row(sentence.folded)),
            float(len(sentence.text) < 16 and not sentence.has_figure),
            max(0, min(len(sentence.text), 400) - 80) / 100,
            float(bool(question.places)),
            float(mentioned),
            float(bool(question.generic)),
            float(len(question.terms) == 1),
            self._unused,
            self.covered(sentence.headed.partition("\n")[0]),
            *(counted.features if counted else NO_ROW),
        )
        if question.numeric and counted is not None and counted.tells_all and whole < ELLIPTIC:
            values = _with_row(values, counted)
        clear = not sentence.masked or self._is_clear(sentence)
        return Evidence(sentence, values, clear, tuple(covered), held, counted)

    def counted(self, row: Row, sentence: Sentence) -> Counted:
        """*row* of *sentence* beside a question that asks for a figure."""
        if self._counting is None:
            raise ValueError("rows are weighed where a figure is asked for")
        return self._counting.counted(row, self._around_rows(sentence, row))

    def _counts_rows(self, rows: Rows) -> Counting:
        measured = self._measured
        return Counting(
            self._question,
            holds=self._holds,
            share=self._share,
            missing=lambda shares: self._missing(shares, self._names),
            counts=(lambda text: is_counted(measured, text)) if measured is not None else None,
            place=rows.place,
            fit=rows.fit,
            texts=rows.texts,
            owned=rows.owned,
            extra=lambda row: self._extra(rows.words(row)),
        )

    def _extra(self, words: Sequence[tuple[str, float]]) -> float:
        """The share of the weight of *words* that the question does not ask for."""
        total = sum(weight for _, weight in words)
        return sum(weight for word, weight in words if not self._asks_for(word)) / total if total else 0.0

    def _asks_for(self, word: str) -> bool:
        """Whether the question has *word*, or a word that means the same."""
        found = self._asked.get(word)
        if found is None:
            found = self._asked[word] = word in self._question.folded or any(
                form in word or word in form
                for term in self._question.terms
                for form in (term.text, *term.alike)
            )
        return found

    def _counted(self, sentence: Sentence) -> Counted | None:
        """The row of *sentence* that answers best, where a figure is asked for."""
        if self._counting is None or self._rows is None or not sentence.has_figure:
            return None
        rows = self._rows.of(sentence)
        return self._counting.best(rows, self._around_rows(sentence, rows[0])) if rows else None

    def _around_rows(self, sentence: Sentence, first: Row) -> list[float]:
        """What the rows of a sentence inherit of each term: from above, and from what stands before them.

        Of 常态化扫黑以来，打掉8个 all before the clause of the *first* row.
        """
        above = self._from_above(sentence)
        lead = _LAST_CLAUSE.sub("", sentence.text[: max(0, first.figure.value_start - sentence.start)])
        if not lead:
            return above
        return list(map(max, above, (LEAD * share for share in self._holds(plain(fold(lead))))))

    def _share(self, shares: Sequence[float]) -> float:
        return sum(map(float.__mul__, self._weights, shares)) / self._total

    def _holds(self, folded: str) -> tuple[float, ...]:
        """How far each term stands in *folded*: a sentence is the next one's `before` as well."""
        found = self._held.get(folded)
        if found is None:
            found = self._held[folded] = tuple(each.match(folded) for each in self._matchers)
        return found

    def _with_inherited(self, held: Sequence[float], sentence: Sentence) -> list[float]:
        """*held* with what the sentence inherits: from title and heading, the one before, its paragraph."""
        inherited = self._from_above(sentence)
        before = [BEFORE * share for share in self._holds(sentence.before)]
        if self._question.numeric:  # the paragraph's words belong to its other figures
            return list(map(max, held, inherited, before))
        around = [AROUND * share for share in self._holds(sentence.around)]
        return list(map(max, held, inherited, before, around))

    def _from_above(self, sentence: Sentence) -> list[float]:
        """What a sentence inherits of each term from its heading and its article's title."""
        inherited = self._inherited.get(sentence.headed)
        if inherited is None:
            above = self._holds(sentence.headed)
            inherited = [HEADED * share for share in above]
            for i in self._must:  # a station's own report names it in the title
                inherited[i] = above[i]
            self._inherited[sentence.headed] = inherited
        return inherited

    def covered(self, text: str) -> float:
        """The share of the question that a folded *text* holds."""
        return self._share(self._holds(text))

    def _missing(self, shares: Sequence[float], some: Sequence[bool] | None = None) -> float:
        """The share of the weightiest term (of *some*) that is missing."""
        parts = (
            weight * (1 - share)
            for i, (weight, share) in enumerate(zip(self._weights, shares, strict=True))
            if some is None or some[i]
        )
        return max(parts, default=0.0) / self._total

    def _alike(self, folded: str, held: Sequence[float]) -> float:
        literal = [float(term.text in folded) for term in self._question.terms]
        return self._share([max(0.0, share - exact) for share, exact in zip(held, literal, strict=True)])

    def _background(self, covered: Sequence[float]) -> float:
        return sum(covered[i] for i in self._taken) / len(self._taken) if self._taken else 0.0

    def _lists(self, folded: str) -> float:
        if any(each.lists(folded) for each in self._matchers):
            return 1.0
        return 0.5 * any(word in folded for word in self._question.counted)

    def _paired(self, folded: str) -> float:
        if not self._pairs:
            return 0.0
        return sum([pair in folded for pair in self._pairs]) / len(self._pairs)

    def _figure_clauses(self, sentence: Sentence) -> list[str]:
        return [part for part in clauses_of(sentence.folded) if re.search(r"\d", part)]

    def _unit(self, sentence: Sentence, counted: Counted | None) -> float:
        if self._pattern is None or self._pattern.search(sentence.folded):
            return float(self._pattern is not None)
        in_head = counted is not None and is_row(sentence.folded) and counted["row_unit"] >= 0
        return 0.0 if in_head else -1.0

    def _direction(self, folded: str) -> float:
        asked = self._question.direction
        if asked is None:
            return 0.0
        up, down = _UP.search(folded) is not None, _DOWN.search(folded) is not None
        right, wrong = (up, down) if asked == "up" else (down, up)
        return 1.0 if right else -1.0 if wrong else 0.0

    def _figure(self, sentence: Sentence) -> float:
        """The share that stands in a clause with a figure of the unit asked for."""
        measured, question = self._measured, self._question
        if not question.numeric:
            return 0.0
        parts = list(figure_parts(sentence.folded, sentence.around, question))
        if measured is None:
            return max((self.covered(part) for _, part in parts), default=0.0)
        # Of 扫黑抓了多少人 the topic stands anywhere before the figure; what is counted stands beside it.
        itself = [part for _, part in parts if measured.text not in part or is_counted(measured, part)]
        beside = [before + part for before, part in parts if is_counted(measured, part)]
        return max(map(self.covered, (*itself, *beside)), default=0.0)

    def _is_measured(self, sentence: Sentence) -> float:
        measured, question = self._measured, self._question
        if measured is None or not question.numeric:
            return 0.0
        parts = figure_parts(sentence.folded, sentence.around, question)
        return 1.0 if any(is_counted(measured, part) for _, part in parts) else -1.0

    def _missing_in_figure(self, sentence: Sentence) -> float:
        question = self._question
        if not question.numeric:
            return 0.0
        parts = figure_parts(sentence.folded, sentence.around, question)
        return min((self._missing(self._holds(b + part), self._names) for b, part in parts), default=1.0)

    def _is_clear(self, sentence: Sentence) -> bool:
        """Whether the figure asked for is one that is given, where the sentence blanks others out.

        收缴赌资一万余元 is given after 抓获xx名; 破案率98.3% of another kind of case does not answer for **%.
        """
        question, given, hidden = self._question, 0.0, 0.0
        pattern = wanted(question)
        counts = [question.measured in (None, term.text) for term in question.terms]
        weights = [weight * counted for weight, counted in zip(self._weights, counts, strict=True)]
        for part in clauses_of(sentence.folded):
            share = sum(map(float.__mul__, weights, self._holds(part)))
            if hides(part):
                hidden = max(hidden, share)
            elif pattern.search(part):
                given = max(given, share)
        return given > hidden


# What a sentence leaves out stands in its row: 按月：1月38起 gives the 刑事案件立案 of January.
_MORE = {
    "own": "row_own",
    "all": "row_share",
    "figure": "row_own",
    "figure_any": "row_own",
    "measured": "row_counted",
}
_LESS = dict.fromkeys(("missing_figure", "missing_name", "missing_own"), "row_missing")


def _with_row(values: Sequence[float], counted: Counted) -> tuple[float, ...]:
    """The features of an elliptic sentence, with what its row tells of the question."""
    found = list(values)
    for name, of_row in _MORE.items():
        found[_AT[name]] = max(found[_AT[name]], found[_AT[of_row]])
    for name, of_row in _LESS.items():
        found[_AT[name]] = min(found[_AT[name]], found[_AT[of_row]])
    return tuple(found)


def _counts(question: Question) -> bool:
    """Whether a figure, no date, is asked for, or may be: 宁德市盗窃电动车."""
    if question.unit == "日":
        return False
    return question.numeric or (question.wants == "overview" and not question.generic)
