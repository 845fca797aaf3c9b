"""Which figures does an article give: indicator, value, unit, direction, period, scope, as rows?

rows.py          all figures of an article, and the numbers that are none, with the reason (others.py)
quantities.py    numbers.py with units.py; changes.py by how much, against what base
clauses.py       the words in front of and behind each figure; distribution.py lists of several
indicator.py     what is counted: ellipsis.py, predicates.py, joining.py, named.py for what is left out
concepts.py      one name for what is counted under several; topics.py what a heading adds
scopes.py        whose figure it is: scope_names.py; periods.py and plans.py when
directions.py    which way it went; tables.py rows of tables; anecdotes.py no statistics
figure.py        one row, as it is stored; lexicon.py and vocabulary.py read the data files
"""

RULES = "figures-25"  # changes whenever the same article would give other rows
