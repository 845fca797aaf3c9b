"""What is stored, in which version?

library.py       documents in, documents out; every change is a new version
origins.py, intake.py  which files are to be read; a file into what is stored of it, in a child process
texts.py, store.py  a stored text; the SQLite file, rows in and rows out
workers.py       what is done with each text, several at once
updating.py      what documents change about each other: copies.py the same article twice,
                 place_overrides.py places set by hand, file_names.py what a file's name tells
figures.py       the figures of each article
union.py         several libraries read as one
bundled.py       the library that comes with the program
integrity.py, backup.py  damaged files and texts; a library as one file, and back
"""
