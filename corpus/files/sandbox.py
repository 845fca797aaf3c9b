"""Child processes that may die: each call has a limit of time and of memory, and a dead child is a value.

    with Children(2, seconds=60, megabytes=1024) as children:
        children.call(parse, path).result()      # what parse returned, or Died("time")

A plain `python -c` with two pipes rather than multiprocessing, which would import the caller's
main module, with all it needs, into every child.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

_BOOT = "from corpus.files.sandbox import serve; serve({})"


@dataclass(frozen=True, slots=True)
class Died:
    """A child that gave no answer: it took too long, or crashed (of too little memory, perhaps)."""

    why: Literal["time", "crash"]


class Children:
    """Up to *number* child processes, started when first needed, each for one call at a time."""

    def __init__(self, number: int, *, seconds: float, megabytes: int) -> None:
        self._children = [_Child(seconds, megabytes) for _ in range(number)]
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="sandbox")

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.close()
        self._threads.shutdown()

    def call(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """The future result of *function*, which a child imports by its name; JSON's types, or Died."""
        return self._threads.submit(self._call, function, arguments)

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        child = self._idle.get()
        try:
            return child.call(function, arguments)
        finally:
            self._idle.put(child)


class _Child:
    """One process, replaced by a new one when it has died."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        process = self._started()
        if process is None:
            return Died("crash")
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(pickle.dumps((function, arguments)))
            process.stdin.flush()
            # JSON, not a pickle: what a child has read is not trusted with naming functions here.
            return json.loads(process.stdout.readline())
        except (OSError, ValueError):  # a closed pipe, half an answer
            self._end(process)
            return Died("time" if late.is_set() else "crash")
        finally:
            timer.cancel()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._process is not None:
                _kill(self._process)
        if self._process is not None:
            self._end(self._process)

    def _started(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._closed:
                return None
            if self._process is None or self._process.poll() is not None:
                # -P: modules come from where this process has them, never from the working folder.
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _BOOT.format(f"{self._seconds}, {self._megabytes}")],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={
                        # no secrets: what a stranger's file does to a parser must find none
                        **{k: v for k, v in os.environ.items() if not k.startswith("WENJU_")},
                        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
                    },
                    start_new_session=True,  # one kill reaches the programs it has started, too
                )
            return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if process.returncode is not None:
            return  # its id may be another's by now
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def serve(seconds: float, megabytes: int) -> None:
    """A child's life: calls from its standard input, answers to its standard output, until that closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    _limit(megabytes)
    while True:
        try:
            function, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if hasattr(signal, "alarm"):  # ends it also where whoever would have killed it is dead
            signal.alarm(int(seconds) + 10)
        answer = json.dumps(function(*arguments))
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        answers.write(answer.encode("ascii") + b"\n")
        answers.flush()


def _limit(megabytes: int) -> None:
    if importlib.util.find_spec("resource") is None:  # Windows: the limit of time alone
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = megabytes * 1_000_000 if hard == resource.RLIM_INFINITY else min(megabytes * 1_000_000, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
