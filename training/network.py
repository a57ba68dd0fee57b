"""The network that is trained: the encoder, and the heads that read its vectors.

The shapes and names of the heads are those that `dateline.heads` reads; the encoder is BERT (Devlin et al. 2019) in the
size of MiniLM.
"""

from __future__ import annotations

import math
import random
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own habit
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import Tensor, nn

from dateline.encoder import LOWER, WIDTH
from dateline.heads import CASES, FAR, REACH, RELATIONS, ROLES, SPREAD, STATUSES, mode_names, type_names

if TYPE_CHECKING:
    from pathlib import Path

LAYERS, HEADS, INNER, VOCABULARY, LONGEST = 6, 12, 1536, 30522, 512
OTHERS = ("ecb", "gvc", "fact")  # data sets that call other words events: each has a head of its own
DEGREES = ("fact", "uds")  # data sets of degrees of factuality, whose scales differ
PARTS = ("source", "cue", "content")  # of an attribution
ASKED = 5  # sentences before and behind a cue in which its source and its content are looked for
PAIR = 128  # numbers to which a vector is brought before two of them are compared
DROPOUT = 0.1
DRAWN = 1 << 24  # more than the numbers of any batch's vectors
NEVER = -1e4  # score of what cannot be


@cache
def _kept() -> Tensor:
    """What dropout leaves of many numbers, drawn once: to draw anew for each step is a quarter of the whole time."""
    drawn = torch.rand(DRAWN, generator=torch.Generator().manual_seed(1))
    return (drawn >= DROPOUT).float() / (1 - DROPOUT)


def dropped(x: Tensor, *, training: bool) -> Tensor:
    """`x` with DROPOUT of its numbers set to 0 in training; a random stretch of those drawn decides which."""
    if not training:
        return x
    first = random.randrange(DRAWN - x.numel() + 1)  # noqa: S311 - seeded, no secret
    return x * _kept()[first : first + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One layer: attention, then two dense steps, each added to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """X (n, pieces, WIDTH); `mask` (n, 1, 1, pieces) is False where there is only padding."""
        n, length, _ = x.shape
        split = self.qkv(x).view(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if self.training:  # plain steps: PyTorch's own are made for other shapes, or are slow to go back through
            scores = split[0] @ split[1].transpose(2, 3) / math.sqrt(WIDTH // HEADS)
            if mask is not None:
                scores = scores.masked_fill(~mask, NEVER)
            seen = scores.softmax(-1).to(split.dtype) @ split[2]
        else:
            seen = F.scaled_dot_product_attention(split[0], split[1], split[2], attn_mask=mask)
        seen = self.out(seen.transpose(1, 2).reshape(n, length, WIDTH))
        x = self.norm1(x + dropped(seen, training=self.training))
        x = self.norm2(x + dropped(self.down(F.gelu(self.up(x))), training=self.training))
        return x  # noqa: RET504 - named for the shape


def load_layers(layers: nn.ModuleList, file: Path) -> None:
    """Begin from the layers above the lower ones of a shipped encoder: its whole numbers times their scales."""
    graph = onnx.load(file).graph
    stored = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    found = {name.removeprefix("encoder.layers."): value for name, value in stored.items()}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            _, _, layer, part, _ = node.output[0].split("/")  # /encoder/layers.3/qkv/MatMul_output_…
            name = node.input[1].removesuffix("_quantized")
            whole = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
            found[f"{layer.removeprefix('layers.')}.{part}.weight"] = (whole * stored[f"{name}_scale"]).T
    for number, layer in enumerate(layers, start=LOWER):
        parts = {name: value for name, value in found.items() if name.startswith(f"{number}.")}
        layer.load_state_dict({name.partition(".")[2]: torch.tensor(value) for name, value in parts.items()})


class Encoder(nn.Module):
    """Word pieces to vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, pieces: Tensor, *, padded: bool = True) -> tuple[Tensor, Tensor]:
        """Ids (n, pieces) to vectors (n, pieces, WIDTH), and to those behind the lower layers; 0 is padding."""
        mask = (pieces != 0)[:, None, None, :] if padded else None
        x = self.word(pieces) + self.position.weight[: pieces.shape[1]]
        x = lower = dropped(self.norm(x), training=self.training)
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x, mask)
            lower = x if number == LOWER else lower
        return x, lower

    def load_base(self, file: Path) -> None:
        """Begin from published weights of MiniLM in the form of the transformers library."""
        raw = load_file(file)
        kind = raw["embeddings.token_type_embeddings.weight"][0]  # there is one kind of text only: added once for all
        own = {
            "word.weight": raw["embeddings.word_embeddings.weight"],
            "position.weight": raw["embeddings.position_embeddings.weight"] + kind,
        }
        for part in ("weight", "bias"):
            own[f"norm.{part}"] = raw[f"embeddings.LayerNorm.{part}"]
            for i in range(LAYERS):
                at = f"encoder.layer.{i}."
                names = [f"{at}attention.self.{name}.{part}" for name in ("query", "key", "value")]
                own[f"layers.{i}.qkv.{part}"] = torch.cat([raw[name] for name in names])
                own[f"layers.{i}.out.{part}"] = raw[f"{at}attention.output.dense.{part}"]
                own[f"layers.{i}.norm1.{part}"] = raw[f"{at}attention.output.LayerNorm.{part}"]
                own[f"layers.{i}.up.{part}"] = raw[f"{at}intermediate.dense.{part}"]
                own[f"layers.{i}.down.{part}"] = raw[f"{at}output.dense.{part}"]
                own[f"layers.{i}.norm2.{part}"] = raw[f"{at}output.LayerNorm.{part}"]
        self.load_state_dict(own)


class Roles(nn.Module):
    """Log odds that a word has a role in what another names (biaffine; Dozat and Manning 2017).

    `roles` is their number, `reach` the sentences on either side from which all count as equally far.
    """

    def __init__(self, roles: int, reach: int) -> None:
        super().__init__()
        self.reach = reach
        self.left = nn.Linear(WIDTH, PAIR)
        self.right = nn.Linear(WIDTH, PAIR)
        self.both = nn.Parameter(torch.randn(roles, PAIR) / math.sqrt(PAIR))
        self.alone = nn.Linear(PAIR, roles)
        self.distance = nn.Embedding(2 * FAR + 1, roles)
        self.between = nn.Embedding(2 * reach + 1, roles)
        nn.init.zeros_(self.distance.weight)
        nn.init.zeros_(self.between.weight)

    def forward(self, events: Tensor, words: Tensor, apart: Tensor, between: Tensor) -> Tensor:
        """Events (n, WIDTH), words (m, WIDTH), signed distances in words and sentences (n, m) -> (n, m, roles)."""
        left, right = torch.tanh(self.left(events)), torch.tanh(self.right(words))
        scores = torch.einsum("nk,rk,mk->nmr", left, self.both, right) + self.alone(right)[None]
        scores = scores + self.between(between.clamp(-self.reach, self.reach) + self.reach)
        return scores + self.distance(apart.clamp(-FAR, FAR) + FAR)


class Same(nn.Module):
    """Log odds that two words name one event, and that the first's event has each relation to the second's."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(WIDTH, PAIR)
        self.distance = nn.Embedding(2 * ((SPREAD + 1) // 2), 32)
        self.hidden = nn.Linear(4 * PAIR + 32, 96)
        self.out = nn.Linear(96, 1 + len(RELATIONS))

    def forward(self, vectors: Tensor, buckets: Tensor) -> Tensor:
        """Vectors (n, WIDTH), buckets of distance (n, n) -> (n, n, 1 + RELATIONS)."""
        n = len(vectors)
        sides = torch.tanh(self.project(vectors))
        x, y = sides[:, None].expand(n, n, PAIR), sides[None].expand(n, n, PAIR)
        both = torch.cat([x, y, x * y, (x - y).abs(), self.distance(buckets)], -1)
        return self.out(F.dropout(F.gelu(self.hidden(both), approximate="tanh"), 2 * DROPOUT, self.training))


class Network(nn.Module):
    """The encoder with all heads. `tag` to `aggregate` are shipped; the others only help to train it."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.tag = nn.Linear(WIDTH, 1 + len(type_names()))
        self.mode = nn.Linear(WIDTH, len(mode_names()))
        self.roles = Roles(len(ROLES), REACH)
        self.same = Same()
        self.case = nn.Linear(WIDTH, len(CASES))
        self.status = nn.Linear(WIDTH, len(STATUSES))
        self.aggregate = nn.Linear(WIDTH, 1)
        self.other = nn.Linear(WIDTH, len(OTHERS))
        self.fact = nn.Linear(WIDTH, len(DEGREES))
        self.said = nn.Linear(WIDTH, 3 * len(PARTS))  # of each part: outside, its first word, its further words
        self.speech = Roles(2, ASKED)  # source and content of a cue


SHIPPED = ("tag", "mode", "roles", "same", "case", "status", "aggregate")


class Alone(nn.Module):
    """The encoder as it is shipped: one window a call, so that nothing is padded or masked."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor) -> tuple[Tensor, Tensor]:
        """Ids (1, pieces) to vectors (1, pieces, WIDTH): of all layers, and of the lower ones."""
        states, lower = self.encoder(pieces, padded=False)
        return states, lower
