"""Which characters are text, and what do its sentences say of time?

cleaning.py      a file's blocks into clean lines, without furniture.py's advertising and buttons
joining.py       lines that a page has broken are whole again; bounding.py none is too long
frontmatter.py   what a markdown document says of itself
sentences.py     where sentences and clauses end
masking.py, numbers.py  blanked-out marks; whether a sentence gives a figure
traditional.py   traditional characters as simplified ones
period.py        a stretch of whole months
dates.py         the periods that a text speaks of: time_words.py, time_points.py, time_phrases.py,
                 time_roles.py, time_resolution.py, in this order
calendar.py      the period of each sentence of an article
"""
