"""How is a question answered?

questions.py     a message becomes an answer: /ask, /compare, /new, /help
citations.py     the buttons under an answer, and /start, which opens a link to a passage
passages.py      a document opened at a quotation, a page at a time
links.py         links that open a passage in a private chat
inline.py        answers while somebody types in another chat
"""
