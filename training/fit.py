"""Logistic regression with an L2 penalty, as the small models of `coding` are fitted, and the tables of weights."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from training.material import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOOSE = 0.01  # penalty of weights that go nearly free
ROUNDS = 500  # of L-BFGS at most
STEPS = 15  # Newton's method on a convex loss: more change no third decimal


def read_options(description: str | None) -> argparse.Namespace:
    """The options that every fit has: `data`, the folder of the data sets, and `but_tune`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--but-tune", action="store_true", help="leave out the fixed fifth that choices are checked on")
    return parser.parse_args()


def frequent(rows: Iterable[Iterable[str]], least: int) -> list[str]:
    """The features that at least `least` rows have, in the order of their names."""
    seen = Counter(feature for row in rows for feature in row)
    return sorted(name for name, count in seen.items() if count >= least)


def matrix_of(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    """The values of the named features: (rows, names); 0 where a row lacks one, 1 everywhere for "bias"."""
    column = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                matrix[i, column[name]] = value
    if "bias" in column:
        matrix[:, column["bias"]] = 1.0
    return matrix


def logistic(matrix: Array, truth: Sequence[bool], penalty: Array, worth: Array | None = None) -> Array:
    """The weights by Newton's method.

    Args:
        matrix: (rows, features).
        truth: for each row whether it is right.
        penalty: for each feature the strength that draws its weight to 0.
        worth: how much each row counts; all the same where not given.
    """
    right = np.array(truth, dtype=float)
    worth = np.ones(len(right)) if worth is None else worth
    weights = np.zeros(matrix.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (worth * (chance - right)) + penalty * weights
        curve = (matrix * (worth * chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    return weights


def sparse_logistic(
    rows: Sequence[Mapping[str, float]], truth: Sequence[bool], *, least: int, ridge: float, free: Sequence[str] = ()
) -> dict[str, float]:
    """The weights of a logistic regression over many features of which each row has few, by L-BFGS.

    Args:
        rows: the values of the features of each row, by name.
        truth: for each row whether it is right.
        least: rows that must have a feature.
        ridge: strength that draws weights to 0.
        free: features that hardly anything draws to 0; "bias", which each row has, is one of them.
    """
    names = ["bias", *frequent(rows, least)]
    column = {name: i for i, name in enumerate(names)}
    cells = [(i, column[name], value) for i, row in enumerate(rows) for name, value in row.items() if name in column]
    cells += [(i, 0, 1.0) for i in range(len(rows))]
    at, of, values = zip(*cells, strict=True)
    matrix = csr_matrix((values, (at, of)), shape=(len(rows), len(names)))
    right = np.array(truth, dtype=float)
    penalty = np.array([LOOSE if name in ("bias", *free) else ridge for name in names])

    def loss(weights: Array) -> tuple[float, Array]:
        scores = matrix @ weights
        chance = 1 / (1 + np.exp(-scores))
        value = np.logaddexp(0, scores).sum() - right @ scores + (penalty * weights**2).sum() / 2
        return float(value), matrix.T @ (chance - right) + penalty * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return dict(zip(names, found.x.tolist(), strict=True))


def write_weights(name: str, weights: Mapping[str, float]) -> None:
    """Write a table of the package's data: feature and weight."""
    lines = ["feature\tweight", *(f"{feature}\t{weight:.3f}" for feature, weight in weights.items())]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
