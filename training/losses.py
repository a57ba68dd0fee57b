"""What the network gets wrong on an example: one loss for each head that the example speaks to."""

from __future__ import annotations

import random
from itertools import chain
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own habit

from dateline.heads import REACH, RELATIONS, SPREAD, mode_names, type_names
from training.network import ASKED, DEGREES, NEVER, OTHERS, PARTS

if TYPE_CHECKING:
    from torch import Tensor

    from training.corpora import Example
    from training.network import Network

MOST_TRIGGERS = 60  # of an example that are compared with each other at a time
# Shares of the losses. Those of words and mentions are sums, so that an article counts by what it holds.
SHARES = {
    "tag": 1 / 25, "mode": 1 / 25, "status": 1 / 50, "aggregate": 1 / 50, "roles": 1 / 60, "other": 1 / 25,
    "same": 0.03, "same elsewhere": 0.015, "link": 1 / 30, "case": 1.0, "type of sentence": 0.5,
    "type of story": 0.25, "mode of story": 0.15, "degree": 1 / 25, "said": 1 / 120, "speech": 1 / 400,
}  # fmt: skip


def losses(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    """The weighted losses by name; `vectors` (words, WIDTH) are those of the example's words."""
    found: dict[str, Tensor] = {}
    cases = torch.tensor(example.cases)
    if bool((cases >= 0).any()):  # read off the vectors as they are: it must not bend them
        found["case"] = F.cross_entropy(network.case(vectors.detach()), cases, ignore_index=-1)
    if example.task == "gold":
        found |= _gold(network, example, vectors)
    elif example.task in OTHERS:
        found |= _other(network, example, vectors)
    elif example.task == "said":
        found |= _said(network, example, vectors)
    elif example.task not in DEGREES:
        found |= _whole(network, example, vectors)
    if example.scores:
        told = network.fact(vectors[example.triggers])[:, DEGREES.index(example.task)]
        found["degree"] = F.smooth_l1_loss(told, torch.tensor(example.scores), reduction="sum")
    if example.events and len(example.triggers) > 1:
        found |= _pairs(network, example, vectors)
    return {name: SHARES[name] * value for name, value in found.items()}


def _gold(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    triggers = torch.tensor(example.triggers, dtype=torch.long)
    types = torch.tensor(example.types, dtype=torch.long)
    truth = torch.zeros(len(vectors), dtype=torch.long)
    truth[triggers] = types + 1
    found = {"tag": F.cross_entropy(network.tag(vectors), truth, reduction="sum")}
    if not len(triggers):
        return found
    at = vectors[triggers]
    modes = network.mode(at).masked_fill(types_of_modes()[None] != types[:, None], NEVER)
    found["mode"] = F.cross_entropy(modes, torch.tensor(example.modes), reduction="sum")
    found["status"] = F.cross_entropy(network.status(at), torch.tensor(example.statuses), reduction="sum")
    aggregates = torch.tensor(example.aggregates).float()
    found["aggregate"] = F.binary_cross_entropy_with_logits(network.aggregate(at)[:, 0], aggregates, reduction="sum")
    found["roles"] = _roles(network, example, vectors, triggers)
    return found


def _roles(network: Network, example: Example, vectors: Tensor, triggers: Tensor) -> Tensor:
    """For each role of each mention: minus the log chance of all words that fill it, nobody being a choice too."""
    sentences = torch.tensor(example.sentences)
    between = sentences[None] - sentences[triggers][:, None]
    scores = network.roles(vectors[triggers], vectors, apart(len(vectors), triggers), between)
    scores = scores.masked_fill((between.abs() > REACH)[..., None], NEVER)
    fills = torch.zeros_like(scores, dtype=torch.bool)
    for i, roles in enumerate(example.roles):
        for role, words in roles.items():
            fills[i, sorted(words), role] = True
    whole = F.pad(scores, (0, 0, 1, 0)).logsumexp(1)  # the first place, with score 0, is nobody's
    right = scores.masked_fill(~fills, NEVER).logsumexp(1)
    return (whole - torch.where(fills.any(1), right, torch.zeros_like(right))).sum()


def _other(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    triggers = torch.tensor(example.triggers, dtype=torch.long)
    truth = torch.zeros(len(vectors))
    truth[triggers] = 1
    scores = network.other(vectors)[:, OTHERS.index(example.task)]
    wrong = F.binary_cross_entropy_with_logits(scores, truth, reduction="none")
    return {"other": (wrong * torch.tensor(example.known)).sum()}


def _said(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    """Which words are source, cue and content of anything that is said, and which are those of each cue."""
    truth = torch.zeros(len(PARTS), len(vectors), dtype=torch.long)
    told = [([*chain(*one.sources)], one.cue, [*chain(*one.contents)]) for one in example.attributions]
    for attribution in told:
        for part, words in enumerate(attribution):
            truth[part, words] = truth[part, words].clamp(min=2)
    for attribution in told:
        for part, words in enumerate(attribution):
            truth[part, words[:1]] = 1
    scores = network.said(vectors).view(len(vectors), len(PARTS), 3).permute(1, 2, 0)
    found = {"said": F.cross_entropy(scores, truth, reduction="sum")}
    if example.attributions:
        cues = torch.tensor([cue[0] for _, cue, _ in told])
        sentences = torch.tensor(example.sentences)
        between = sentences[None] - sentences[cues][:, None]
        pairs = network.speech(vectors[cues], vectors, apart(len(vectors), cues), between)
        fills = torch.zeros_like(pairs)
        for i, (source, _, content) in enumerate(told):
            fills[i, source, 0] = 1
            fills[i, content, 1] = 1
        wrong = F.binary_cross_entropy_with_logits(pairs, fills, reduction="none")
        found["speech"] = wrong[between.abs() <= ASKED].sum()
    return found


def _whole(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    """For a text of which only the type is known: any of its words may be the one that names the event."""
    tags = network.tag(vectors)
    weights = weights_of_words(network, example, vectors, tags).log_softmax(0)
    types = (weights[:, None] + tags[:, 1:].log_softmax(-1)).logsumexp(0)
    share = "type of sentence" if example.task == "plover" else "type of story"
    found = {share: -types[list(example.label)].logsumexp(0)}
    if example.mode >= 0:
        modes = network.mode(vectors).masked_fill(types_of_modes()[None] != example.label[0], NEVER).log_softmax(-1)
        found["mode of story"] = -(weights + modes[:, example.mode]).logsumexp(0)
    return found


def weights_of_words(network: Network, example: Example, vectors: Tensor, tags: Tensor) -> Tensor:
    """Log weight of each word: that it names an event, and that source and target take their parts in it."""
    weights = tags[:, 1:].logsumexp(-1) - tags[:, 0]
    if example.source or example.target:
        distance = apart(len(vectors), torch.arange(len(vectors)))
        scores = network.roles(vectors, vectors, distance, torch.zeros_like(distance))
        for words, role in ((example.source, 0), (example.target, 1)):
            if words:
                weights = weights + scores[:, words, role].mean(-1)
    return weights


def _pairs(network: Network, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    first = random.randrange(max(1, len(example.triggers) - MOST_TRIGGERS + 1))  # noqa: S311 - seeded, no secret
    part = slice(first, first + MOST_TRIGGERS)
    events = example.events[part]
    scores = network.same(vectors[example.triggers[part]], buckets(example, part))
    same = torch.tensor([[float(a == b) for b in events] for a in events])
    apart_ = ~torch.eye(len(events), dtype=torch.bool)
    wrong = F.binary_cross_entropy_with_logits(scores[..., 0], same, reduction="none")[apart_].mean()
    if example.task != "gold":
        return {"same elsewhere": wrong * len(events)}
    linked = torch.tensor(
        [[[float((a, b, kind) in example.links) for kind in range(len(RELATIONS))] for b in events] for a in events]
    )
    link = F.binary_cross_entropy_with_logits(scores[..., 1:], linked, reduction="none")[apart_].sum(-1).mean()
    return {"same": wrong * len(events), "link": link * len(events)}


def buckets(example: Example, part: slice) -> Tensor:
    """How far two triggers stand apart, in powers of two by twos, and whether they begin alike: (n, n)."""
    triggers = torch.tensor(example.triggers[part])
    gaps = (triggers[:, None] - triggers[None]).abs().clamp(min=1)
    found = gaps.float().log2().floor().long().clamp(max=SPREAD - 1) // 2
    pieces = [window.pieces[first] for window in example.windows for first in window.firsts]
    begins = torch.tensor([pieces[trigger] for trigger in example.triggers[part]])
    return found + (SPREAD + 1) // 2 * (begins[:, None] == begins[None]).long()


def apart(words: int, triggers: Tensor) -> Tensor:
    """Words from each trigger to each word, negative before it: (triggers, words)."""
    return torch.arange(words)[None] - triggers[:, None]


def types_of_modes() -> Tensor:
    """For each mode the number of its type."""
    return torch.tensor([type_names().index(name.partition("/")[0]) for name in mode_names()])
