# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""A child process, with the time and the memory that it took."""

import dataclasses
import os
import pathlib
import subprocess
import tempfile
import threading
import time


@dataclasses.dataclass
class Outcome:
    status: int          # exit status; negative: ended by that signal
    out: str
    err: str
    seconds: float
    peak_bytes: int      # largest resident set
    timed_out: bool

    def first_error(self):
        lines = self.err.strip().splitlines()
        return lines[0] if lines else f"exit status {self.status}, no message"


def folder(text):
    """A path given as an argument; None where CMake had nothing to give."""
    return pathlib.Path(text) if text else None


def run(command, seconds=60, env=None):
    """Runs command to its end, or kills it after so many seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen([str(word) for word in command], stdout=out,
                                 stderr=err, stdin=subprocess.DEVNULL, env=env)
        late = threading.Event()

        def stop():
            late.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - start
        timer.cancel()
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
        return Outcome(child.returncode, *texts, took, usage.ru_maxrss * 1024,
                       late.is_set())
