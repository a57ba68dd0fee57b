"""How the program's own processes are set up."""

import gc
import os

import pytest

from dateline import process


@pytest.fixture(autouse=True)
def _own_collector():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_one_thread_and_few_collections(monkeypatch):
    monkeypatch.setenv(process.BLAS_VARIABLE, "")  # so that it is put back
    monkeypatch.delenv(process.BLAS_VARIABLE)
    process.set_up()
    assert os.environ[process.BLAS_VARIABLE] == "1"
    assert gc.get_threshold() == process.COLLECT_AFTER
    assert gc.isenabled()


def test_what_the_user_has_set_stays(monkeypatch):
    monkeypatch.setenv(process.BLAS_VARIABLE, "3")
    process.set_up()
    assert os.environ[process.BLAS_VARIABLE] == "3"
