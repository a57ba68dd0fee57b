"""Functions of arrays that several heads share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


def softmax(scores: Array) -> Array:
    """Chances along the last axis."""
    powers: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Array = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def gelu(x: Array) -> Array:
    """The Gaussian error linear unit, by its approximation with tanh (Hendrycks and Gimpel 2016)."""
    root = np.float32(np.sqrt(2 / np.pi))
    found: Array = 0.5 * x * (1 + np.tanh(root * x * (1 + np.float32(0.044715) * x * x)))
    return found
