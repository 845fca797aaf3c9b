"""What does this file say? Each is read in a child process, within limits of time and memory.

reading.py       which files there are, and each read; archive.py zip files, names.py names of files
sandbox.py       child processes that may die
encoding.py      bytes into text
formats/         one reader for each format, each returns blocks.py's Content
cells.py, heads.py, tables.py  a table's cells, its heads, its rows as lines
"""
