"""How does text become terms? One analysis for passages and questions.

terms.py         one spelling, words, bigrams
segmenter.py     where words end, by jieba's dictionary
pinyin.py        how words sound, for slips of the pen
"""
