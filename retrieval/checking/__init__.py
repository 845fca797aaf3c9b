"""Does a draft say what the library says?

drafts.py       a draft, read as a document is, with its figures; parts.py cuts it by place and year
confirming.py   the row of a library that confirms or contradicts a figure; by amounts.py, agreement.py and
                indicators.py, which knows the words of contrasts.tsv
recomputing.py  the sums and shares that a draft states
naming.py       its honours and named mechanisms
checker.py      a verdict on each, as a claim (claims.py)
"""
