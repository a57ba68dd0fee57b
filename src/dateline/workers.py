"""Several processes that code documents side by side, with the order of the input kept and memory bounded.

Each worker holds one document at a time at the end of its own pipe. So a worker that dies (killed for want of memory,
a crash in native code) names its document, the others go on, and there is no queue that could grow.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TypeVar

from dateline import process
from dateline.errors import CodingError, DatelineError
from dateline.model import Document, Issue, Record

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

AHEAD = 4  # documents read ahead of the one that is next to be handed out, for each worker
Work = Callable[[Document], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A document that could not be coded, and the error that says why."""

    document: Document
    error: DatelineError

    @property
    def issue(self) -> Issue:
        """What to tell the user of it."""
        return Issue(
            stage="coding",
            document=name_of(self.document),
            error=str(self.error),
            remedy="this is a defect of Dateline: please report it with the text; --strict shows where it happened",
        )


def name_of(document: Document) -> str:
    """What the user knows a document by."""
    return document.url or document.id


Outcome = Record | Failure
Other = TypeVar("Other")  # what needs no coding


@dataclass(slots=True, kw_only=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    number: int = -1  # of the document in hand
    document: Document | None = None


def in_turn(work: Work, items: Iterable[Document | Other]) -> Generator[Outcome | Other, None, None]:
    """Each document's record or failure, one after the other in this process; all else, and records, pass through."""
    for item in items:
        if isinstance(item, Document) and not isinstance(item, Record):
            yield _attempt(work, item)
        else:
            yield item


def side_by_side(work: Work, items: Iterable[Document | Other], *, jobs: int) -> Generator[Outcome | Other, None, None]:
    """As `in_turn`, with the same outcomes in the same order, by up to `jobs` processes.

    Args:
        work: a function of a module (it is sent by name) that raises nothing but DatelineError.
        items: documents to code; all else, and records, pass through.
        jobs: number of processes; they are started when there is something for them to do.
    """
    source = enumerate(items)
    done: dict[int, Outcome | Other] = {}
    workers: list[_Worker] = []
    due = 0  # number of the item whose outcome is handed out next
    more = True
    try:
        while more or done or any(worker.document for worker in workers):
            if due in done:
                yield done.pop(due)
                due += 1
                continue
            busy = [worker for worker in workers if worker.document]
            if more and len(busy) < jobs and len(done) + len(busy) < AHEAD * jobs:
                try:
                    number, item = next(source)
                except StopIteration:
                    more = False
                    continue
                if isinstance(item, Document) and not isinstance(item, Record):
                    _hand_over(_idle_worker(workers, work), number, item)
                else:
                    done[number] = item
                continue
            for connection in wait([worker.connection for worker in busy]):
                worker = next(worker for worker in busy if worker.connection is connection)
                done[worker.number] = _take_back(worker, workers)
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()
            worker.connection.close()


def _attempt(work: Work, document: Document) -> Outcome:
    try:
        return work(document)
    except DatelineError as error:
        return Failure(document=document, error=error)


def _idle_worker(workers: list[_Worker], work: Work) -> _Worker:
    for worker in workers:
        if worker.document is None:
            return worker
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    with _interrupts_held():
        process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    workers.append(_Worker(process=process, connection=ours))
    return workers[-1]


def _hand_over(worker: _Worker, number: int, document: Document) -> None:
    worker.number, worker.document = number, document
    try:
        worker.connection.send(document)
    except BrokenPipeError:
        return  # it died while idle: `_take_back` finds its pipe closed and says so


def _take_back(worker: _Worker, workers: list[_Worker]) -> Outcome:
    document = worker.document
    if document is None:
        raise ValueError("this worker has nothing in hand")
    worker.document = None
    try:
        answer = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        workers.remove(worker)
        worker.process.join()
        worker.connection.close()
        error = CodingError(f"its process ended with code {worker.process.exitcode}, perhaps for want of memory")
        return Failure(document=document, error=error)
    if isinstance(answer, DatelineError):
        return Failure(document=document, error=answer)
    record: Record = answer
    return record


def _serve(connection: Connection, work: Work) -> None:
    """What a worker does: take a document, code it, send the answer, until the pipe ends."""
    process.set_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it ends the workers
    while True:
        try:
            outcome = _attempt(work, connection.recv())
            connection.send(outcome.error if isinstance(outcome, Failure) else outcome)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the parent is gone, or wants nothing more


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process is started: the child inherits the mask and so starts deaf to it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
