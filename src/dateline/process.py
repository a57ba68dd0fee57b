"""How the program's own processes are set up: not those of a program that imports us, which sets up its own."""

from __future__ import annotations

import gc
import os

BLAS_VARIABLE = "OPENBLAS_NUM_THREADS"  # read by numpy when it is first imported
COLLECT_AFTER = (20_000, 20, 20)  # objects, and rounds of the two younger generations; Python's own are 700, 10, 10


def set_up() -> None:
    """Make a process fit for long work by itself on one core; to be called before numpy is imported.

    The products of a report are small: a second thread of the linear algebra gains nothing and waits in a busy loop
    that takes processor time from the parser. A report makes many objects and few cycles, and the tables and the
    vocabulary stay for good: looking for cycles as often as Python does takes a twentieth of the time.
    """
    os.environ.setdefault(BLAS_VARIABLE, "1")
    gc.set_threshold(*COLLECT_AFTER)
