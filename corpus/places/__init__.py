"""Which place is meant, and which institution?

gazetteer.py     the places of China (places.tsv), and where a text names them
crossings.tsv    characters that make another word of a short name: 征迁|安置
towns.py, landmarks.py  what gives a place away that a text does not name
institutions.py  courts, police stations, towns and villages that no gazetteer lists
owners.py        whose figures a sentence gives
evidence.py      what speaks for each place, added up by the weights of evidence.tsv
verdict.py       the place of an article: stated, inferred, a hint, or undecided
"""
