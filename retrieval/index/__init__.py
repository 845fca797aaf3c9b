"""Which passages and sentences are there, and which score best? Built from a library, mapped from files.

Built:   build.py from documents to arrays: sentence_context.py, text_tables.py, speech.py (each sentence
         and what it inherits), okapi.py and postings.py (BM25), fuzzy.py, figure_columns.py
Stored:  files.py, schema.py, arrays.py
Read:    reader.py (articles, sentences.py), search.py and scoring.py (the best passages), figures.py (rows)
cluster/ the same index on Qdrant
"""
