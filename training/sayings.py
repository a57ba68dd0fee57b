"""Trains the layers of speech above the lower ones of the encoder, and writes them as they are shipped.

    python -m training.sayings --data ../shared

Who says what in PolNeAR, and degrees of factuality in news and web pages, on each of the encoders of `training/work`
that has none yet: `sayings.onnx` (int8) and `sayings.npz` go beside it. The lower layers stay as they are, so that what
the encoder says of events does not change; what they make of the texts is therefore reckoned once. Articles that are
among the project's gold too are left out. About three quarters of an hour for one encoder on two cores. Needs the
dependency group `encoder`.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own habit
from torch import Tensor, nn

from benchmarks.files import fifth_of
from dateline.encoder import WIDTH, load_session, load_tokenizer
from dateline.sayings import (
    AHEAD,
    BACK,
    BEGINS,
    CONTENT,
    FAR,
    GOES_ON,
    INNER,
    LABELS,
    LAST,
    LINES_AHEAD,
    LINES_BACK,
    NEVER,
    SCALES,
    SOURCE,
    Near,
    allowed_first,
    allowed_last,
    allowed_steps,
)
from training import corpora, loop
from training.corpora import Example
from training.material import WORK
from training.network import Layer, load_layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import onnxruntime
    from numpy.typing import NDArray

    Lower = NDArray[np.float16]

OWN = 3  # layers
PAIR, HIDDEN = 256, 128  # numbers to which the vectors of a cue and of a word are brought before they are compared
PASSES, RATE = 5, 4e-4
PART_DROPOUT = 0.2
# Shares of the losses, which are sums over words, cues and events.
CUE_SHARE, PARTS_SHARE, DEGREE_SHARE = 1 / 100, 1 / 100, 1 / 25


@dataclass
class Heard(Example):
    """An example with what the lower layers make of its windows, for each way in which the text is cut into them."""

    lower: tuple[list[Lower], ...] = ()


class Parts(nn.Module):
    """Scores for the labels of words near a cue: see `dateline.sayings.Told`, which reads the same matrices."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR)
        self.both = nn.Parameter(torch.randn(len(LABELS), PAIR) / PAIR**0.5)
        self.alone = nn.Linear(PAIR, len(LABELS))
        self.first, self.second = nn.Linear(WIDTH, HIDDEN), nn.Linear(WIDTH, HIDDEN)
        self.distance = nn.Embedding(2 * FAR + 1, HIDDEN)
        self.between = nn.Embedding(BACK + AHEAD + 1, HIDDEN)
        self.lines = nn.Embedding(LINES_BACK + LINES_AHEAD + 1, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(LABELS))
        for far in (self.distance, self.between, self.lines):
            nn.init.normal_(far.weight, std=0.1)

    def forward(self, vectors: Tensor, near: Near) -> Tensor:
        """Vectors (words, WIDTH) of a report -> (cues, words near, LABELS)."""
        cues, words = vectors[near.cues], torch.from_numpy(near.words)
        left, right = torch.tanh(self.left(cues)), torch.tanh(self.right(vectors))
        hidden = self.first(cues)[:, None] + self.second(vectors)[words]
        for far, apart in ((self.distance, near.distances), (self.between, near.sentences), (self.lines, near.lines)):
            hidden = hidden + far(torch.from_numpy(apart))
        hidden = F.dropout(F.gelu(hidden, approximate="tanh"), PART_DROPOUT, self.training)
        alike = torch.einsum("nk,rk,nmk->nmr", left, self.both, right[words])
        return alike + self.alone(right)[words] + self.out(hidden)


class Chain(nn.Module):
    """A chain over the labels of words (conditional random field; Lafferty, McCallum and Pereira 2001)."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.begin, self.end = nn.Parameter(torch.zeros(len(LABELS))), nn.Parameter(torch.zeros(len(LABELS)))
        self.never = [_never(allowed()) for allowed in (allowed_steps, allowed_first, allowed_last)]

    def forward(self, scores: Tensor, there: Tensor, truth: Tensor) -> Tensor:
        """Minus the log chance of the true labels (cues, words), by scores (cues, words, LABELS), summed over cues."""
        steps = self.steps + self.never[0]
        last = there.sum(1) - 1
        right = (scores.gather(2, truth[:, :, None])[:, :, 0] * there).sum(1) + self.begin[truth[:, 0]]
        right = right + (steps[truth[:, :-1], truth[:, 1:]] * there[:, 1:]).sum(1)
        right = right + self.end[truth[torch.arange(len(truth)), last]]
        reached = scores[:, 0] + self.begin + self.never[1]
        for word in range(1, scores.shape[1]):
            onward = torch.logsumexp(reached[:, :, None] + steps, 1) + scores[:, word]
            reached = torch.where(there[:, word, None], onward, reached)
        return (torch.logsumexp(reached + self.end + self.never[2], 1) - right).sum()


def _never(allowed: NDArray[np.bool_]) -> Tensor:
    return torch.tensor(np.where(allowed, 0, NEVER), dtype=torch.float32)


class Sayings(nn.Module):
    """The layers of speech with their heads."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(OWN))
        self.cue = nn.Linear(WIDTH, 3)
        self.parts = Parts()
        self.chain = Chain()
        self.degree = nn.Linear(WIDTH, len(SCALES))

    def forward(self, lower: Tensor, mask: Tensor | None = None) -> Tensor:
        """Vectors behind the lower layers (n, pieces, WIDTH) to those of speech; `mask` as for `Layer`."""
        for layer in self.layers:
            lower = layer(lower, mask)
        return lower


def near_cues(example: Example) -> Near:
    """The words near the cues of an example, which has some."""
    cues = np.array([one.cue[0] for one in example.attributions])
    return Near(cues, np.array(example.sentences), np.array(example.lines))


def labels(example: Example, near: Near) -> Tensor:
    """The true labels (cues, words) of the words near the cues of an example."""
    found = torch.zeros(near.there.shape, dtype=torch.long)
    for row, one in enumerate(example.attributions):
        begin, end = int(near.begins[row]), int(near.begins[row] + near.there[row].sum())
        for label, stretches in ((CONTENT, one.contents), (SOURCE, one.sources)):
            for words in stretches:
                within = [word - begin for word in range(words[0], words[-1] + 1) if begin <= word < end]
                if within:
                    found[row, within] = label + INNER
                    found[row, within[-1]] = label + LAST
                    found[row, within[0]] = label
        _mend(found[row])
    return found


def _mend(row: Tensor) -> None:
    """Close the stretches of which another has taken words: one that stands within a content, say."""
    for at in range(len(row)):
        for label in (SOURCE, CONTENT):
            before = int(row[at - 1]) if at else 0
            after = int(row[at + 1]) if at + 1 < len(row) else 0
            if int(row[at]) in (label + INNER, label + LAST) and before not in (label, label + INNER):
                row[at] = label
            if int(row[at]) == label + INNER and after not in (label + INNER, label + LAST):
                row[at] = label + LAST


def wrong(network: Sayings, example: Example, vectors: Tensor) -> dict[str, Tensor]:
    """The losses of an example by name; `vectors` (words, WIDTH) are those of its words."""
    if example.task != "said":
        told = network.degree(vectors[example.triggers])[:, SCALES.index("web" if example.task == "uds" else "news")]
        return {"degree": DEGREE_SHARE * F.smooth_l1_loss(told, torch.tensor(example.scores), reduction="sum")}
    truth = torch.zeros(len(vectors), dtype=torch.long)
    for one in example.attributions:
        truth[one.cue] = GOES_ON
    for one in example.attributions:
        truth[one.cue[0]] = BEGINS
    found = {"cue": CUE_SHARE * F.cross_entropy(network.cue(vectors), truth, reduction="sum")}
    if example.attributions:
        near = near_cues(example)
        there = torch.from_numpy(near.there)
        found["parts"] = PARTS_SHARE * network.chain(network.parts(vectors, near), there, labels(example, near))
    return found


def encode(network: Sayings, batch: Sequence[Heard]) -> list[Tensor]:
    """The vectors (words, WIDTH) of each example; in training the windows vary."""
    ways = [random.randrange(len(one.lower)) if network.training else 0 for one in batch]  # noqa: S311 - no secret
    states = [torch.from_numpy(window) for one, way in zip(batch, ways, strict=True) for window in one.lower[way]]
    padded = nn.utils.rnn.pad_sequence(states, batch_first=True).float()
    lengths = torch.tensor([len(window) for window in states])
    mask = (torch.arange(padded.shape[1]) < lengths[:, None])[:, None, None, :]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=loop.HALF):
        above = network(F.dropout(padded, 0.1, network.training), mask).float()
    vectors, at = [], 0
    for one, way in zip(batch, ways, strict=True):
        windows = one.variants[way] if one.variants else one.windows
        vectors.append(torch.cat([above[at + i, list(window.firsts)] for i, window in enumerate(windows)]))
        at += len(windows)
    return vectors


def heard(session: onnxruntime.InferenceSession, example: Example) -> Heard:
    """The example with what the lower layers make of it."""
    ways = example.variants or [example.windows]
    return Heard(
        **vars(example),
        lower=tuple(
            [
                session.run(["lower"], {"pieces": np.array([window.pieces])})[0][0].astype(np.float16)
                for window in windows
            ]
            for windows in ways
        ),
    )


def material(data: Path) -> Iterator[Example]:
    """What is learnt from: PolNeAR but for the articles of the gold, and the sentences with degrees of factuality."""
    own = {file.stem.removeprefix("polnear-") for file in (data / "gold" / "train").glob("polnear-*.json")}
    yield from (one for one in corpora.attribution(data) if one.name not in own)
    yield from corpora.factuality(data)


def train(data: Path, folder: Path, *, but_tune: bool = False) -> None:
    """Train above the encoder of a folder; `but_tune` leaves out a fixed fifth of the texts."""
    torch.manual_seed(loop.SEED)
    random.seed(loop.SEED)
    draw = random.Random(loop.SEED)  # noqa: S311 - no secret
    session = load_session(folder / "encoder.onnx")
    examples = [heard(session, one) for one in material(data) if not (but_tune and fifth_of(one.name) == 0)]
    articles, sentences = ([one for one in examples if (one.task == "said") == said] for said in (True, False))
    network = Sayings()
    load_layers(network.layers, folder / "encoder.onnx")
    plan = []
    for _ in range(PASSES):
        part = [*loop.batches(articles, loop.BATCH, draw), *loop.batches(sentences, loop.BATCH, draw)]
        draw.shuffle(part)
        plan += part
    loop.train(
        network,
        plan,
        lambda batch: [wrong(network, *pair) for pair in zip(batch, encode(network, batch), strict=True)],
        layers=network.layers,
        rate=RATE,
    )
    write(network, folder)


def write(network: Sayings, folder: Path) -> None:
    """Write `sayings.onnx` (int8) and `sayings.npz` (half precision)."""
    loop.export(network, torch.zeros(1, 50, WIDTH), folder / "sayings.onnx", takes="lower", gives=("states",))
    heads = {name: value for name, value in network.state_dict().items() if not name.startswith("layers.")}
    np.savez(folder / "sayings.npz", **{name: value.numpy().astype(np.float16) for name, value in heads.items()})


def main() -> None:
    """Make whatever is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="train above the encoder of this folder alone")
    parser.add_argument("--but-tune", action="store_true", help="leave out a fixed fifth of the texts")
    options = parser.parse_args()
    torch.set_num_threads(loop.THREADS)
    load_tokenizer()
    for folder in [options.folder] if options.folder else sorted(WORK.iterdir()):
        if (folder / "encoder.onnx").exists() and not (folder / "sayings.npz").exists():
            print(f"who says what: {folder.name}", flush=True)
            train(options.data, folder, but_tune=options.but_tune)


if __name__ == "__main__":
    main()
