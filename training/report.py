"""What the network reaches on articles it has not seen, head by head: printed after training."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import torch

from dateline.heads import REACH, ROLES
from training.corpora import TYPES
from training.losses import apart, types_of_modes, weights_of_words
from training.network import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from training.corpora import Example
    from training.network import Network

THRESHOLD = 0.4  # chance from which a word is taken for the name of an event


def report_gold(network: Network, examples: Sequence[Example], vectors: Sequence[Tensor]) -> None:
    """Print F1 of mentions, without and with their type; shares of right types, modes and fillers of roles."""
    counts: Counter[str] = Counter()
    for one, own in zip(examples, vectors, strict=True):
        chances = network.tag(own).softmax(-1)
        types = chances[:, 1:].argmax(-1).tolist()
        truth = dict(zip(one.triggers, one.types, strict=True))
        taken = [i for i, none in enumerate(chances[:, 0].tolist()) if 1 - none >= THRESHOLD]
        counts.update(taken=len(taken), gold=len(truth), found=sum(i in truth for i in taken))
        counts["typed"] += sum(truth.get(i) == types[i] for i in taken)
        if one.triggers:
            counts.update(_at_triggers(network, one, own, types))
    mentions = 2 / (counts["taken"] + counts["gold"])
    print(f"mentions {mentions * counts['found']:.3f}, with type {mentions * counts['typed']:.3f}", end="; ")
    shares = [f"{name} {counts[name] / counts['gold']:.3f}" for name in ("type", "mode")]
    shares += [f"{role} {2 * counts[role] / max(1, counts[f'{role} told']):.3f}" for role in ROLES]
    print("given mentions:", ", ".join(shares), flush=True)


def _at_triggers(network: Network, one: Example, own: Tensor, types: Sequence[int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    triggers = torch.tensor(one.triggers)
    counts["type"] = sum(types[i] == kind for i, kind in zip(one.triggers, one.types, strict=True))
    modes = network.mode(own[triggers]).masked_fill(types_of_modes()[None] != torch.tensor(one.types)[:, None], NEVER)
    counts["mode"] = int((modes.argmax(-1) == torch.tensor(one.modes)).sum())
    sentences = torch.tensor(one.sentences)
    between = sentences[None] - sentences[triggers][:, None]
    scores = network.roles(own[triggers], own, apart(len(own), triggers), between)
    best = scores.masked_fill((between.abs() > REACH)[..., None], NEVER).max(1)
    for i, roles in enumerate(one.roles):
        for number, role in enumerate(ROLES):
            told, words = float(best.values[i, number]) > 0, roles.get(number, set())
            counts[f"{role} told"] += told + bool(words)
            counts[role] += told and int(best.indices[i, number]) in words
    return counts


def report_plover(network: Network, examples: Sequence[Example], vectors: Sequence[Tensor]) -> None:
    """Print the share of sentences whose type is right."""
    labels = sorted({one.label for one in examples})
    right = 0
    for one, own in zip(examples, vectors, strict=True):
        tags = network.tag(own)
        weights = weights_of_words(network, one, own, tags).softmax(0)
        types = weights @ tags[:, 1:].softmax(-1)
        right += max(labels, key=lambda label: float(types[list(label)].sum())) == one.label
    print(f"types of sentences ({len(TYPES)} types): {right / len(examples):.3f}", flush=True)
