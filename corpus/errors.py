"""Every error a person can cause or meet, in one tree.

WenjuError                  one Chinese sentence and a next step; exit code 3
├── InputError              the person gave something unusable; exit code 2
│   ├── UnreadableDocument  a file that is not text we can read
│   ├── MissingPath         a path that is not there
│   ├── UnknownDocument     a document name the library does not hold
│   ├── UnknownPlace        a place name the gazetteer does not hold
│   ├── BadQuestion         an empty or over-long question
│   └── BadSetting          a setting that is absent or malformed
├── LibraryError            the library folder cannot be opened or written
│   └── DamagedContent      a document is not there as it was stored
├── StateError              the bot's own file of state is in use, damaged or not to be written
└── ClusterError            the cluster of an index does not answer, or holds another version
"""


class WenjuError(Exception):
    """Base of the tree; `str(error)` is shown to the person as it stands."""

    exit_code = 3


class InputError(WenjuError):
    exit_code = 2


class UnreadableDocument(InputError):
    pass


class MissingPath(InputError):
    pass


class UnknownDocument(InputError):
    pass


class UnknownPlace(InputError):
    pass


class BadQuestion(InputError):
    pass


class BadSetting(InputError):
    pass


class LibraryError(WenjuError):
    pass


class DamagedContent(LibraryError):
    pass


class StateError(WenjuError):
    pass


class ClusterError(WenjuError):
    pass
