"""How the validation loss of a run falls over time, and the table of several runs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Point:
    """An evaluation: steps done, seconds of training without evaluations, nats per character."""

    step: int
    seconds: float
    nats: float


@dataclass
class LossCurve:
    """The evaluations of one run."""

    name: str
    points: list[Point] = field(default_factory=list)
    # What evaluations took; not part of the points' seconds.
    evaluation_seconds: float = 0

    def time_to(self, nats: float) -> str:
        """Seconds until the loss was this, on a straight line between two evaluations."""
        before: Point | None = None
        for point in self.points:
            if point.nats <= nats:
                if before is None:
                    return f"≤ {point.seconds:.1f}"
                share = (before.nats - nats) / (before.nats - point.nats)
                return f"{before.seconds + share * (point.seconds - before.seconds):.1f}"
            before = point
        return "–"

    def __str__(self) -> str:
        if not self.points:
            return f"{self.name}: no evaluation"
        last, best = self.points[-1], min(self.points, key=lambda point: point.nats)
        return (
            f"{self.name}: {last.step} steps in {last.seconds:.1f} s of training and "
            f"{self.evaluation_seconds:.1f} s of evaluation; lowest {best.nats:.4f} nats per "
            f"character after {best.seconds:.1f} s; at the end {last.nats:.4f}"
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Stopwatch:
    """Seconds since the start, in all and without evaluations."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.evaluation_seconds = 0.0

    @property
    def all_seconds(self) -> float:
        return time.perf_counter() - self._start

    @property
    def training_seconds(self) -> float:
        return self.all_seconds - self.evaluation_seconds

    def __enter__(self) -> Stopwatch:
        """An evaluation begins."""
        self._paused = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.evaluation_seconds += time.perf_counter() - self._paused


def table(curves: Sequence[LossCurve], losses: Iterable[float]) -> str:
    """A row for each loss, a column for each run."""
    rows = [["nats per character", *(curve.name for curve in curves)]]
    rows += [[f"{loss:g}", *(curve.time_to(loss) for curve in curves)] for loss in losses]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * len(curves))
    return "\n".join(lines)
