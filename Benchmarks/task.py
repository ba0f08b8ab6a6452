"""What is compared: a piece of work, a network, a precision; and how PyTorch is set for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

VOCABULARY = 96
EMBEDDING = 64
# Sampling divides logits by this.
TEMPERATURE = 0.8
# Scoring: lines, and characters of each.
LINES, LINE_LENGTH = 1000, 80
# Evaluation: characters of the stream.
STREAM = 100_000

WORKS = ("train", "sample", "score", "evaluate")
CELLS = ("lstm", "gru")
PRECISIONS = ("float32", "bfloat16", "int8", "auto")


@dataclass(frozen=True)
class Shape:
    """Layers and units of a network; lanes and steps of a batch, which only training uses."""

    layers: int
    hidden: int
    batch: int = 64
    window: int = 128

    @staticmethod
    def parse(text: str) -> Shape:
        """Reads LAYERSxHIDDEN, or LAYERSxHIDDEN:BATCH:WINDOW."""
        size, *rest = text.split(":")
        layers, hidden = (int(part) for part in size.split("x"))
        return Shape(layers, hidden, *(int(part) for part in rest))


SHAPES: dict[str, tuple[Shape, ...]] = {
    "train": (
        Shape(1, 128, 100, 100),
        Shape(2, 128, 50, 50),
        Shape(2, 256, 64, 64),
        Shape(1, 512, 100, 100),
        Shape(2, 512, 100, 100),
        Shape(1, 1024, 64, 64),
    ),
    "sample": (Shape(2, 128), Shape(2, 256), Shape(2, 512), Shape(1, 1024)),
    "score": (Shape(2, 512),),
    "evaluate": (Shape(2, 256),),
}


@dataclass(frozen=True)
class Task:
    """One row of a report."""

    work: str
    cell: str
    shape: Shape
    precision: str

    def __str__(self) -> str:
        shape = self.shape
        batch = f" B{shape.batch} T{shape.window}" if self.work == "train" else ""
        return f"{self.work} {self.cell} {shape.layers}×{shape.hidden}{batch} {self.precision}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: dict[str, Any]) -> Task:
        return Task(**{**value, "shape": Shape(**value["shape"])})

    @property
    def is_possible(self) -> bool:
        """int8 is for sampling only."""
        return self.precision != "int8" or self.work == "sample"


@dataclass(frozen=True)
class Setting:
    """How PyTorch does a task; which fields count depends on the work."""

    threads: int
    # float32; bfloat16: the weights are; autocast: products only; int8: quantized weights.
    numbers: str = "float32"
    # Whether PyTorch may use oneDNN.
    onednn: bool = True
    # Whether lanes come before steps.
    batch_first: bool = False
    # Sampling: module (nn.LSTM), cells (nn.LSTMCell), or one of them traced.
    form: str = "module"
    # Evaluation: steps of a chunk.
    chunk: int = 1024
    # Scoring: lines of a batch.
    lines: int = 64

    def describe(self, work: str) -> str:
        """What counts for this work, in words."""
        parts = [f"{self.threads} thread{'s' if self.threads > 1 else ''}", self.numbers]
        parts += [] if self.onednn else ["without oneDNN"]
        parts += ["batch first"] if self.batch_first else []
        parts += [self.form] if work == "sample" else []
        parts += [f"chunks of {self.chunk}"] if work == "evaluate" else []
        parts += [f"{self.lines} lines"] if work == "score" else []
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def first_setting(task: Task, threads: int) -> Setting:
    """Where the search for the fastest setting starts."""
    return Setting(1 if task.work == "sample" else threads, numbers=_numbers(task)[0])


def axes(task: Task, threads: int) -> dict[str, tuple[Any, ...]]:
    """The values that the search tries, an axis at a time in this order.

    PyTorch computes in the same precision as ours; against eight bits in any.
    """
    found: dict[str, tuple[Any, ...]] = {}
    if task.work == "sample":
        found["form"] = ("module", "cells", "traced module", "traced cells")
    found["numbers"] = _numbers(task)
    found["onednn"] = (True, False)
    found["threads"] = tuple(sorted({1, threads}))
    if task.work in ("train", "score"):
        found["batch_first"] = (False, True)
    if task.work == "score":
        found["lines"] = (64, 256)
    if task.work == "evaluate":
        found["chunk"] = (1024, 256, 8192)
    return found


def variants(setting: Setting, axis: str, values: tuple[Any, ...]) -> list[Setting]:
    """The settings that differ from this one in an axis."""
    return [replace(setting, **{axis: v}) for v in values if v != getattr(setting, axis)]


def _numbers(task: Task) -> tuple[str, ...]:
    if task.work == "sample":
        return {
            "float32": ("float32",),
            "bfloat16": ("bfloat16",),
        }.get(task.precision, ("float32", "bfloat16", "int8"))
    if task.precision == "float32":
        return ("float32",)
    return ("bfloat16", "autocast")
