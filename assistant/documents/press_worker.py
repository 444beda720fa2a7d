"""The process that makes documents: ``python -m assistant.documents.press_worker``.

It reads jobs from its standard input until that ends, so it cannot outlive whoever started it.
"""

import os
import pickle
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from assistant.documents.compose import compose
from assistant.documents.frames import ANSWER, QUESTION, Verdict
from assistant.documents.job import Job

NICE = 5
"""Documents give way to answers when both want the processor."""


def main() -> None:
    """Make one document after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of input is what ends it
    os.nice(NICE)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not be an answer
    while head := sys.stdin.buffer.read(QUESTION.size):
        (size,) = QUESTION.unpack(head)
        job: Job = pickle.loads(sys.stdin.buffer.read(size))  # noqa: S301 - our own parent's pipe
        _answer(answers, job)


def _answer(answers: BinaryIO, job: Job) -> None:
    try:
        verdict, body = Verdict.MADE, compose(job)
    except Exception as error:  # the process edge: whoever waits must hear why
        verdict, body = Verdict.AT_FAULT, f"{type(error).__name__}: {error}".encode()
    answers.write(ANSWER.pack(verdict, _megabytes(), len(body)))
    answers.write(body)
    answers.flush()


def _megabytes() -> int:
    """What it holds now; its peak, as the kernel counts it, began as that of its parent."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: the number of documents decides alone
        return 0
    return pages * resource.getpagesize() // 2**20


if __name__ == "__main__":
    main()
