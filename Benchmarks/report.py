"""Figures of a comparison, and the table for a page."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from task import Setting, Task

# Processors that other processes may take.
DISTURBED = 0.1


@dataclass(frozen=True)
class Memory:
    """The most memory of a PyTorch process, and what it took before its work began."""

    peak_bytes: int
    start_bytes: int

    def __str__(self) -> str:
        return f"{mebibytes(self.peak_bytes)} ({mebibytes(self.start_bytes)} at the start)"


@dataclass
class Comparison:
    """All runs of one task. Run i of ours stands beside run i of PyTorch."""

    task: Task
    setting: Setting
    tried: list[dict[str, Any]]
    ours: list[dict[str, Any]] = field(default_factory=list)
    torch: list[dict[str, Any]] = field(default_factory=list)
    torch_memory: Memory | None = None
    refused: str | None = None
    # What other processes took meanwhile, in processors.
    disturbance: float = 0

    @property
    def our_speed(self) -> float | None:
        return statistics.median(speeds) if (speeds := _speeds(self.ours)) else None

    @property
    def torch_speed(self) -> float:
        return statistics.median(_speeds(self.torch))

    @property
    def ratio(self) -> float | None:
        """The ratio of the medians."""
        return self.our_speed / self.torch_speed if self.our_speed else None

    @property
    def pair_ratios(self) -> list[float]:
        """The ratios of runs that were made one after the other, in ascending order."""
        pairs = zip(_speeds(self.ours), _speeds(self.torch), strict=False)
        return sorted(ours / torch for ours, torch in pairs)

    @property
    def our_memory(self) -> int | None:
        return max((run["peak_memory_bytes"] for run in self.ours), default=None)

    @property
    def is_disturbed(self) -> bool:
        """Whether other processes took so much that the figures are worth nothing."""
        return self.disturbance > DISTURBED

    def __str__(self) -> str:
        parts = [f"{self.task}:"]
        if self.our_speed:
            parts.append(f"ours {short(self.our_speed)},")
        setting = self.setting.describe(self.task.work)
        parts.append(f"PyTorch {short(self.torch_speed)} tokens a second ({setting})")
        if self.ratio:
            pairs = self.pair_ratios
            parts.append(f"· ratio {self.ratio:.2f}, pairs {pairs[0]:.2f} to {pairs[-1]:.2f}")
        if self.torch_memory:
            ours = f"ours {mebibytes(self.our_memory)}, " if self.our_memory else ""
            parts.append(f"· peak memory {ours}PyTorch {self.torch_memory}")
        if self.is_disturbed:
            parts.append(f"· disturbed: other processes took {self.disturbance:.0%} of a processor")
        if self.refused:
            parts.append(f"· charlm refused: {self.refused}")
        return " ".join(parts)

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task.to_json(),
            "setting": self.setting.to_json(),
            "tried": self.tried,
            "ours": self.ours,
            "torch": self.torch,
            "torch_memory": self.torch_memory and asdict(self.torch_memory),
            "refused": self.refused,
            "disturbance": self.disturbance,
            "our_tokens_per_second": self.our_speed,
            "torch_tokens_per_second": self.torch_speed,
            "ratio": self.ratio,
            "pair_ratios": self.pair_ratios,
        }


def _speeds(runs: Iterable[dict[str, Any]]) -> list[float]:
    return [run["tokens_per_second"] for run in runs]


def short(speed: float | None) -> str:
    """Tokens a second with three digits."""
    if speed is None:
        return "–"
    for size, unit in ((1e6, " M"), (1e3, " k"), (1, "")):
        # 999.6 thousand is a million.
        if speed >= 0.9995 * size:
            scaled = speed / size
            return f"{scaled:.{0 if scaled >= 99.95 else 1 if scaled >= 9.995 else 2}f}{unit}"
    return f"{speed:.2g}"


def mebibytes(count: int | None) -> str:
    return "–" if count is None else f"{count / 2**20:.0f} MiB"


def markdown(header: dict[str, str], comparisons: Sequence[Comparison]) -> str:
    """A list of the circumstances, and a table for each work."""
    lines = [f"- {name}: {value}" for name, value in header.items()]
    for work in dict.fromkeys(c.task.work for c in comparisons):
        rows = [c for c in comparisons if c.task.work == work]
        lines += ["", f"### {work.capitalize()}", "", *_table(work, rows)]
    return "\n".join(lines)


def _table(work: str, rows: Sequence[Comparison]) -> list[str]:
    trains = work == "train"
    names = ["cell", "layers × hidden"]
    names += ["B", "T"] if trains else []
    names += ["precision", "charlm", "PyTorch", "ratio", "pairs"]
    names += ["charlm memory", "PyTorch memory"] if trains else []
    names += ["PyTorch's setting"]
    lines = [_row(names), "|" + "---|" * len(names)]
    for row in rows:
        shape, pairs = row.task.shape, row.pair_ratios
        cells = [row.task.cell, f"{shape.layers} × {shape.hidden}"]
        cells += [str(shape.batch), str(shape.window)] if trains else []
        cells += [row.task.precision, short(row.our_speed), short(row.torch_speed)]
        cells += [f"{row.ratio:.2f}" if row.ratio else "–"]
        cells += [f"{pairs[0]:.2f} to {pairs[-1]:.2f}" if pairs else "–"]
        cells += [mebibytes(row.our_memory), str(row.torch_memory or "–")] if trains else []
        note = " (**disturbed**)" if row.is_disturbed else ""
        lines.append(_row([*cells, row.setting.describe(work) + note]))
    return lines


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
