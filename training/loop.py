"""How networks are trained here: batches of examples, one step a batch, averaged weights, and int8 on the way out."""

from __future__ import annotations

import time
import warnings
from collections import Counter
from typing import TYPE_CHECKING

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from torch import Tensor

    from training.corpora import Example

SEED = 1
THREADS = 2
BATCH = 1000  # word pieces a step, about
SHUFFLED = 200  # short examples that are sorted by length together, so that little is padded
HEADS_FASTER = 5  # times the rate of the layers
WARM = 0.1  # share of the steps over which the rate rises
AVERAGED, DECAY = 0.4, 0.992  # from this share of the steps the weights are averaged (Polyak and Juditsky 1992)
REPORTED = 100  # steps
# Half precision is twice as fast where the processor has it, and thirty times slower where it must be imitated.
HALF = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - PyTorch has no public word for it


def batches(examples: Sequence[Example], size: int, draw: random.Random) -> list[list[Example]]:
    """The examples in groups of about `size` word pieces, in a random order."""
    order = draw.sample(examples, len(examples))
    if len(order) > 2 * SHUFFLED:
        order = [
            one
            for i in range(0, len(order), SHUFFLED)
            for one in sorted(order[i : i + SHUFFLED], key=lambda one: max(len(w.pieces) for w in one.windows))
        ]
    groups: list[list[Example]] = [[]]
    pieces = 0
    for one in order:
        own = sum(len(window.pieces) for window in one.windows)
        if groups[-1] and pieces + own > size:
            groups.append([])
            pieces = 0
        groups[-1].append(one)
        pieces += own
    draw.shuffle(groups)
    return groups


def train(
    network: nn.Module,
    plan: Sequence[Sequence[Example]],
    wrong: Callable[[Sequence[Example]], Sequence[Mapping[str, Tensor]]],
    *,
    layers: nn.Module,
    rate: float,
    lowest: float = 0.0,
) -> None:
    """Take one step a batch with AdamW; the rate rises, then falls to `lowest` of it. Weights are averaged.

    Args:
        network: what is trained.
        plan: the batches, in their order.
        wrong: the losses by name of each example of a batch.
        layers: the part of the network that is trained at the rate itself; the heads around it learn faster.
        rate: of learning.
        lowest: share of the rate at the end.
    """
    own = {id(p) for p in layers.parameters()}
    slow = [p for p in layers.parameters() if p.requires_grad]
    heads = [p for p in network.parameters() if id(p) not in own]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": heads, "lr": rate * HEADS_FASTER}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    steps = len(plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda i: min((i + 1) / (WARM * steps), lowest + (1 - lowest) * (steps - i) / (steps * (1 - WARM))),
    )
    network.train()
    began, seen = time.monotonic(), Counter[str]()
    mean: dict[str, Tensor] = {}
    for step, batch in enumerate(plan, start=1):
        found = wrong(batch)
        total = torch.stack([value for one in found for value in one.values()]).sum()
        optimizer.zero_grad()
        (3 * total / sum(len(one.windows) for one in batch)).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step >= steps * AVERAGED:
            for name, value in network.named_parameters():
                mean.setdefault(name, value.detach().clone()).lerp_(value.detach(), 1 - DECAY)
        for one in found:
            seen.update({name: float(value.detach()) for name, value in one.items()})
        if step % REPORTED == 0 or step == steps:
            told = ", ".join(f"{name} {value / REPORTED:.2f}" for name, value in sorted(seen.items()))
            print(f"  {step} of {steps}, {time.monotonic() - began:.0f} s: {told}", flush=True)
            seen.clear()
    with torch.no_grad():
        for name, value in network.named_parameters():
            value.copy_(mean[name])
    network.eval()


def export(network: nn.Module, example: Tensor, file: Path, *, takes: str, gives: Sequence[str]) -> None:
    """Write a network of one input and some outputs, all (1, length, ...), as ONNX in int8, scales by channel."""
    network.eval()
    file.parent.mkdir(parents=True, exist_ok=True)
    raw = file.with_suffix(".raw")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the exporter that needs no further package
        torch.onnx.export(
            network,
            (example,),
            str(raw),
            input_names=[takes],
            output_names=list(gives),
            dynamic_axes={name: {1: "length"} for name in (takes, *gives)},
            opset_version=17,
            dynamo=False,
        )
    # reduce_range: seven bits, which no processor overflows; one scale for all channels would lose a third of it
    quantize_dynamic(raw, file, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
    raw.unlink()
