"""The standard streams: what is done where one is closed, full, or lacks a letter."""

from __future__ import annotations

import contextlib
import io
import os
import sys


def prepare() -> None:
    """Make the standard streams usable: closed ones fail when written to, missing letters become ?."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started this: wenju docs >&-
            # Opened for reading only, so that output fails as that to a full disk does. Errors go nowhere.
            flags = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            descriptor = os.open(os.devnull, flags)
            setattr(sys, name, open(descriptor, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # 䶮 is a question mark where all is GBK


def complain(text: str) -> None:
    """Write *text* to standard error, if that takes anything."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)  # noqa: T201


def leave_output() -> None:
    """Give up standard output if it takes nothing more: else Python tries again at the end, and complains."""
    try:
        sys.stdout.flush()
    except OSError:
        abandon_output()


def abandon_output() -> None:
    """Send to nowhere what is written to standard output from now on."""
    with contextlib.suppress(OSError):
        sys.stdout.close()
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
