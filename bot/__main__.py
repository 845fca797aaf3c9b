"""The command line: wenju ask, chat, ingest, docs, show, remove, telegram."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sqlite3
import sys

from bot import wording
from corpus import characters
from corpus.errors import LibraryError, WenjuError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 answered, 1 nothing found, 2 bad input, 3 failure."""
    # A question takes a third less so: no arithmetic here has use for threads, nor anything for collecting
    # yet; nor need Python, at the end, look through all there is for what it could collect.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    _show_all_that_can_be()
    try:
        from bot.terminal.commands import parser

        options = parser().parse_args(sys.argv[1:] if arguments is None else arguments)
        code = int(options.run(options))
        print(end="", flush=True)  # noqa: T201  # what cannot be written shows itself here, not after the end
        return code
    except WenjuError as error:
        print(characters.printable(str(error)), file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        print(wording.INTERRUPTED, file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:
        _leave_output()  # the reader (head, less) has gone; nothing more to say
        return 0
    except OSError as error:
        if "--debug" in (sys.argv if arguments is None else arguments):
            raise
        _leave_output()
        print(wording.not_written(error.strerror or type(error).__name__), file=sys.stderr)  # noqa: T201
        return 3
    except sqlite3.DatabaseError as error:
        print(wording.damaged(str(error)), file=sys.stderr)  # noqa: T201
        return LibraryError.exit_code
    except Exception as error:
        if "--debug" in (sys.argv if arguments is None else arguments):
            raise
        print(wording.internal(type(error).__name__), file=sys.stderr)  # noqa: T201
        return 3


def _show_all_that_can_be() -> None:
    """What the terminal has no letter for is shown as a question mark: 䶮 where all is GBK."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _leave_output() -> None:
    """Close standard output if it takes nothing more: else Python tries again at the end, and complains."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError):
            sys.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
