"""A recurrent network in PyTorch with the size and the recipe of a run of charlm."""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from loss_curve import LossCurve, Point, Stopwatch

# Steps of a chunk of evaluation.
CHUNK = 1024
MODULES = {"lstm": nn.LSTM, "gru": nn.GRU}
LSTM_FORGET_GATE = 1
# charlm's, where a run does not name one.
DEFAULT_RATE = 4e-3
# Steps that are timed to find the faster precision.
TRIED_STEPS = 3


@dataclass(frozen=True)
class Options:
    """What a run's configuration does not say."""

    epochs: float
    budget: float
    evaluate_every: int
    seed: int
    bfloat16: bool


class Network(nn.Module):
    """Embedding, recurrent layers, output projection; starts as charlm's network does."""

    def __init__(self, network: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        hidden, layers = network["hidden_size"], network["layers"]
        self.embedding = nn.Embedding(vocabulary, network["embedding_size"])
        self.rnn = MODULES[network["cell"]](
            network["embedding_size"], hidden, layers, dropout=network["dropout"]
        )
        self.output = nn.Linear(hidden, vocabulary)
        if network["initialization"] == "orthogonal":
            for name, weight in self.rnn.named_parameters():
                self._start(name, weight.data, hidden)

    def _start(self, name: str, weight: Tensor, hidden: int) -> None:
        if name.startswith("weight_hh"):
            for block in weight.split(hidden):
                nn.init.orthogonal_(block)
        elif name.startswith("weight_ih"):
            nn.init.uniform_(weight, -(weight.shape[1] ** -0.5), weight.shape[1] ** -0.5)
        else:
            weight.zero_()
            if isinstance(self.rnn, nn.LSTM) and name.startswith("bias_ih"):
                weight.split(hidden)[LSTM_FORGET_GATE].fill_(1)

    def forward(self, tokens, state):  # no annotations: the state's type depends on the cell
        hidden, state = self.rnn(self.embedding(tokens), state)
        return self.output(hidden), state


def check(configuration: dict[str, Any]) -> None:
    """Raises ValueError for what is not written here."""
    network = configuration["network"]
    known = {
        "cell": network["cell"] in MODULES,
        "tie_embeddings": not network["tie_embeddings"],
        "residual": not network["residual"],
        "optimizer": configuration["optimizer"]["kind"] == "adamw",
        "schedule": configuration["schedule"]["kind"] == "cosine",
        "clip_value": configuration.get("clip_value") is None,
    }
    for name, is_known in known.items():
        if not is_known:
            raise ValueError(f"the PyTorch network does not know this {name} of charlm's run")


def rate_factor(schedule: dict[str, Any], step: int, total: int, fraction: float) -> float:
    """A linear warm-up times half a cosine that begins where the warm-up ends."""
    warmup = schedule.get("warmup")
    warmup = min(100, total // 20) if warmup is None else warmup
    start = min(1.0, (step + 1) / (warmup + 1)) if warmup else 1.0
    skipped = min(0.5, warmup / total)
    x = min(1.0, max(0.0, (fraction - skipped) / (1 - skipped)))
    floor = schedule["floor"]
    return start * (floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2)


def _detached(state: Any) -> Any:
    if state is None or isinstance(state, Tensor):
        return state if state is None else state.detach()
    return tuple(part.detach() for part in state)


def _products(bfloat16: bool) -> contextlib.AbstractContextManager[object]:
    if bfloat16:
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


@torch.inference_mode()
def _evaluate(model: Network, stream: Tensor) -> float:
    """Nats per character of the whole stream, in float32, with the state carried throughout."""
    model.eval()
    total, state = 0.0, None
    for first in range(0, len(stream) - 1, CHUNK):
        piece = stream[first : first + CHUNK + 1]
        logits, state = model(piece[:-1, None], state)
        total += functional.cross_entropy(logits[:, 0], piece[1:], reduction="sum").item()
    model.train()
    return total / (len(stream) - 1)


class Trainer:
    """Trains on one endless stream that is read in lanes side by side, with the state carried."""

    def __init__(
        self, training: Tensor, vocabulary: int, configuration: dict[str, Any], options: Options
    ) -> None:
        check(configuration)
        torch.manual_seed(options.seed)
        self._options = options
        self._training = training
        self._network = Network(configuration["network"], vocabulary)
        self._optimizer = _optimizer(self._network, configuration["optimizer"])
        self._peak = configuration["optimizer"].get("rate") or DEFAULT_RATE
        self._schedule = configuration["schedule"]
        self._clip = configuration.get("clip_norm") or math.inf
        lanes, self._window = configuration["batch"], configuration["window"]
        self._starts = torch.arange(lanes) * len(training) // lanes
        self._steps = math.ceil(options.epochs * len(training) / (lanes * self._window))
        self._state: Any = None

    def step(self, step: int, seconds: float) -> None:
        """One update, some seconds after the start of the run."""
        fraction = max(step / self._steps, seconds / self._options.budget)
        for group in self._optimizer.param_groups:
            group["lr"] = self._peak * rate_factor(self._schedule, step, self._steps, fraction)
        first = self._starts + step * self._window
        positions = first + torch.arange(self._window + 1)[:, None]
        tokens = self._training[positions % len(self._training)]
        with _products(self._options.bfloat16):
            logits, self._state = self._network(tokens[:-1], _detached(self._state))
            loss = functional.cross_entropy(logits.flatten(0, 1), tokens[1:].flatten())
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), self._clip)
        self._optimizer.step()

    def run(self, validation: Tensor, name: str) -> LossCurve:
        """All steps, or those that fit into the budget."""
        curve, watch = LossCurve(name), Stopwatch()
        for step in range(self._steps):
            self.step(step, watch.all_seconds)
            is_last = step + 1 == self._steps or watch.all_seconds >= self._options.budget
            if is_last or (step + 1) % self._options.evaluate_every == 0:
                seconds = watch.training_seconds
                with watch:
                    nats = _evaluate(self._network, validation)
                curve.points.append(Point(step + 1, seconds, nats))
            if is_last:
                break
        curve.evaluation_seconds = watch.evaluation_seconds
        return curve


def _optimizer(network: Network, recipe: dict[str, Any]) -> torch.optim.Optimizer:
    matrices = [p for p in network.parameters() if p.dim() > 1]
    biases = [p for p in network.parameters() if p.dim() == 1]
    groups = [
        {"params": matrices, "weight_decay": recipe["weight_decay"]},
        {"params": biases, "weight_decay": 0.0},
    ]
    betas = (recipe["beta1"], recipe["beta2"])
    return torch.optim.AdamW(groups, betas=betas, eps=recipe["epsilon"], fused=True)


def is_faster_in_bfloat16(
    training: Tensor, vocabulary: int, configuration: dict[str, Any], options: Options
) -> bool:
    """Times some steps of throw-away runs in both precisions."""

    def seconds(bfloat16: bool) -> float:
        tried = replace(options, bfloat16=bfloat16)
        trainer = Trainer(training, vocabulary, configuration, tried)
        trainer.step(0, 0)
        start = time.perf_counter()
        for step in range(1, 1 + TRIED_STEPS):
            trainer.step(step, 0)
        return time.perf_counter() - start

    return seconds(bfloat16=True) < seconds(bfloat16=False)


def train(
    training: Tensor,
    validation: Tensor,
    vocabulary: int,
    configuration: dict[str, Any],
    options: Options,
) -> LossCurve:
    """Trains the network that charlm trained."""
    trainer = Trainer(training, vocabulary, configuration, options)
    cell = configuration["network"]["cell"].upper()
    name = f"PyTorch {cell} {'bfloat16' if options.bfloat16 else 'float32'}"
    return trainer.run(validation, name)
