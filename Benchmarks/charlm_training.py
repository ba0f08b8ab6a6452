"""Trains with `charlm train` and reads its history while it is written."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from loss_curve import LossCurve, Point

# `charlm train` writes a line of its history every so many steps.
REPORT_EVERY = 10
POLL_SECONDS = 0.02


def train(
    command: Path, text: Path, directory: Path, arguments: Sequence[str]
) -> tuple[LossCurve, dict[str, Any]]:
    """Runs to the end; returns the evaluations and the configuration that was in force.

    charlm's seconds go on during evaluations. A line of training stands in the history before the
    evaluation of its step begins, and the line of the evaluation when it has ended; the time from
    one to the other is taken off all later points. Saving stays in.
    """
    errors = directory.parent / "errors.txt"
    words = [str(command), "train", str(text), "--out", str(directory), *arguments]
    with errors.open("w") as log:
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=log)
        curve = LossCurve("charlm")
        before: dict[str, Any] = {}
        before_time = 0.0
        for line, seen in _lines(directory / "metrics.jsonl", process):
            if "valid_nats_per_token" in line:
                seconds = before["seconds"] - curve.evaluation_seconds
                curve.points.append(Point(line["step"], seconds, line["valid_nats_per_token"]))
                curve.evaluation_seconds += seen - before_time
            else:
                before, before_time = line, seen
    if process.wait() != 0:
        raise RuntimeError(errors.read_text().strip() or f"charlm: status {process.returncode}")
    manifest = json.loads((directory / "training.json").read_text())
    return curve, manifest["configuration"]


def _lines(path: Path, process: subprocess.Popen[bytes]) -> Iterator[tuple[dict[str, Any], float]]:
    """The lines of a growing file, and when each was seen, until the process ends."""
    position, ended = 0, False
    rest = b""
    while not ended:
        ended = process.poll() is not None
        if path.exists() and path.stat().st_size > position:
            with path.open("rb") as file:
                file.seek(position)
                rest += file.read()
                position = file.tell()
            seen = time.perf_counter()
            *lines, rest = rest.split(b"\n")
            yield from ((json.loads(line), seen) for line in lines)
        elif not ended:
            time.sleep(POLL_SECONDS)
