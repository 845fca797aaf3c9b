"""Where does an article begin, what does its head say, which sections and passages does it have?

In the order of the work:

lines.py        each line by itself: a date, an organ, a numbered line, prose; title_words.py how they end,
                issuers.py which bodies they name
head.py         the lines before a text, and the title among them; dateline.py the dates they write
foot.py         the lines behind a text: who signed it and when
headings.py     which lines are titles, headings, entries of a contents list
titles.py       the titles of a compilation; series.py those on a place each; boundaries.py
                where its articles end without any
splitting.py    a text into parts, sections, passages
periods.py      the period that an article reports on
cutting.py      all of that: a text into Articles, with their places
doubts.py       what deserves a look
"""
