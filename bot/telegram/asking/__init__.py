"""How is a question answered?

questions.py       a message becomes an answer: /ask, /compare, /new, /help, and edited messages
answer_buttons.py  the buttons under an answer: more, the question alone, back, a suggestion, a vote
passages.py        a citation opened in its document, page by page; /start, which opens a link to one
links.py           links that open a passage in a private chat
inline.py          answers while somebody types in another chat
"""
