"""A small transformer in PyTorch with the recipe that nanoGPT gives for Shakespeare on a processor.

The sizes and numbers are those of that recipe (https://github.com/karpathy/nanoGPT).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from loss_curve import LossCurve, Point, Stopwatch

# Blocks of a batch of evaluation.
EVALUATION_BATCH = 64


@dataclass(frozen=True)
class Recipe:
    """Sizes of the network, and how it is trained."""

    layers: int = 4
    heads: int = 4
    width: int = 128
    block: int = 64
    batch: int = 12
    iterations: int = 2000
    rate: float = 1e-3
    last_rate: float = 1e-4
    warmup: int = 100
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.1
    clip_norm: float = 1.0

    def rate_at(self, step: int) -> float:
        """A linear warm-up, then half a cosine."""
        if step < self.warmup:
            return self.rate * (step + 1) / (self.warmup + 1)
        x = (step - self.warmup) / max(1, self.iterations - self.warmup)
        share = (1 + math.cos(math.pi * min(1.0, x))) / 2
        return self.last_rate + share * (self.rate - self.last_rate)


class Attention(nn.Module):
    """Each position looks at itself and at those before it."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.heads = recipe.heads
        self.inputs = nn.Linear(recipe.width, 3 * recipe.width, bias=False)
        self.output = nn.Linear(recipe.width, recipe.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        heads = self.inputs(x).unflatten(-1, (3, self.heads, -1))
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.output(mixed.transpose(1, 2).flatten(-2))


class Block(nn.Module):
    """Attention, then a perceptron; each reads what is normalized and adds to what came in."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        width = recipe.width
        self.attention_norm = nn.LayerNorm(width, bias=False)
        self.attention = Attention(recipe)
        self.perceptron_norm = nn.LayerNorm(width, bias=False)
        self.widen = nn.Linear(width, 4 * width, bias=False)
        self.output = nn.Linear(4 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        return x + self.output(functional.gelu(self.widen(self.perceptron_norm(x))))


class Transformer(nn.Module):
    """The embedding of characters is the output projection too."""

    def __init__(self, recipe: Recipe, vocabulary: int) -> None:
        super().__init__()
        self.characters = nn.Embedding(vocabulary, recipe.width)
        self.positions = nn.Embedding(recipe.block, recipe.width)
        self.blocks = nn.Sequential(*(Block(recipe) for _ in range(recipe.layers)))
        self.norm = nn.LayerNorm(recipe.width, bias=False)
        for name, weight in self.named_parameters():
            if weight.dim() > 1:
                branches = 2 * recipe.layers if name.endswith("output.weight") else 1
                nn.init.normal_(weight, 0, 0.02 / math.sqrt(branches))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.characters(tokens) + self.positions.weight[: tokens.shape[1]]
        return functional.linear(self.norm(self.blocks(x)), self.characters.weight)


def _loss(model: Transformer, tokens: Tensor) -> Tensor:
    logits = model(tokens[:, :-1])
    return functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())


@torch.inference_mode()
def _evaluate(model: Transformer, stream: Tensor, block: int) -> float:
    """Nats per character of all whole blocks of the stream; each starts without a past."""
    model.eval()
    windows = stream.unfold(0, block + 1, block)
    parts = windows.split(EVALUATION_BATCH)
    total = sum(_loss(model, part).item() * len(part) for part in parts)
    model.train()
    return total / len(windows)


def train(
    training: Tensor,
    validation: Tensor,
    vocabulary: int,
    recipe: Recipe,
    *,
    budget: float,
    evaluate_every: int,
    seed: int,
) -> LossCurve:
    """Trains on blocks from anywhere in the text."""
    torch.manual_seed(seed)
    model = Transformer(recipe, vocabulary)
    vectors = [p for p in model.parameters() if p.dim() == 1]
    matrices = [p for p in model.parameters() if p.dim() > 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": recipe.weight_decay},
            {"params": vectors, "weight_decay": 0.0},
        ],
        betas=(recipe.beta1, recipe.beta2),
        fused=True,
    )
    windows = training.unfold(0, recipe.block + 1, 1)
    curve, watch = LossCurve("PyTorch GPT"), Stopwatch()
    for step in range(recipe.iterations):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate_at(step)
        loss = _loss(model, windows[torch.randint(len(windows), (recipe.batch,))])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), recipe.clip_norm)
        optimizer.step()
        is_last = step + 1 == recipe.iterations or watch.all_seconds >= budget
        if is_last or (step + 1) % evaluate_every == 0:
            seconds = watch.training_seconds
            with watch:
                nats = _evaluate(model, validation, recipe.block)
            curve.points.append(Point(step + 1, seconds, nats))
        if is_last:
            break
    curve.evaluation_seconds = watch.evaluation_seconds
    return curve
