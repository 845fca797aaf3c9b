"""The command line: wenju ask, chat, ingest, docs, show, remove, telegram."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from bot import wording
from bot.terminal import streams
from corpus import characters
from corpus.errors import LibraryError, WenjuError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 answered, 1 nothing found, 2 bad input, 3 failure."""
    # A question takes a third less so: no arithmetic here has use for threads, nor anything for collecting
    # yet; nor need Python, at the end, look through all there is for what it could collect.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    given = sys.argv[1:] if arguments is None else arguments
    streams.prepare()
    options = None
    try:
        from bot.terminal.commands import parser

        options = parser().parse_args(given)
        code = int(options.run(options))
        print(end="", flush=True)  # noqa: T201  # what cannot be written shows itself here, not after the end
        return code
    except WenjuError as error:
        streams.complain(characters.printable(str(error)))
        return error.exit_code
    except KeyboardInterrupt:
        streams.complain(wording.INTERRUPTED)
        return 130
    except BrokenPipeError:
        streams.leave_output()  # the reader (head, less) has gone; nothing more to say
        return 0
    except OSError as error:
        if "--debug" in given:
            raise
        streams.leave_output()
        streams.complain(wording.not_written(error.strerror or type(error).__name__))
        return 3
    except Exception as error:
        if _is_of_sqlite(error):
            streams.complain(wording.damaged(characters.printable(str(error))))
            return LibraryError.exit_code
        if "--debug" in given:
            raise
        changing = getattr(options, "changes", False)
        streams.complain(wording.internal(type(error).__name__, changing=changing))
        return 3


def _is_of_sqlite(error: Exception) -> bool:
    sqlite = sys.modules.get("sqlite3")  # --help needs none
    return sqlite is not None and isinstance(error, sqlite.DatabaseError)


if __name__ == "__main__":
    sys.exit(main())
