"""Word files: a draft with comments, an answer with footnotes.

comments.py   a comment on each figure of a draft
report.py     an answer: its sentences and its table, a footnote for each citation
footnotes.py  footnotes, which python-docx does not write itself
gongwen.py    the page of an official document, GB/T 9704—2012
"""
