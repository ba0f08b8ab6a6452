"""Runs `charlm`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import machine
from task import EMBEDDING, VOCABULARY, Task

ROOT = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """The command does not do this; the text is its own first line."""


def add_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--charlm`."""
    parser.add_argument(
        "--charlm",
        type=Path,
        default=ROOT / ".build" / "release" / "charlm",
        metavar="PATH",
        help="the built command (default: .build/release/charlm of this repository)",
    )


class Bench:
    """`charlm bench`."""

    def __init__(self, command: Path, threads: int) -> None:
        self._command = command
        self._threads = threads
        usage = subprocess.run([command, "bench", "--help"], capture_output=True, text=True)
        self._takes_seconds = "--seconds" in usage.stdout

    def time(self, task: Task, seconds: float) -> dict[str, Any]:
        """One run: what it printed, with `peak_memory_bytes` in any case."""
        shape = task.shape
        arguments = {
            "work": "eval" if task.work == "evaluate" else task.work,
            "cell": task.cell,
            "layers": shape.layers,
            "hidden": shape.hidden,
            "embedding": EMBEDDING,
            "batch": shape.batch,
            "bptt": shape.window,
            "vocabulary": VOCABULARY,
            "precision": task.precision,
            "threads": self._threads,
        }
        if self._takes_seconds:
            arguments["seconds"] = seconds
        words = [str(word) for name, value in arguments.items() for word in (f"--{name}", value)]
        command = [str(self._command), "bench", *words, "--json"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout and process.stderr
        with process.stdout, process.stderr:
            output, errors = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            lines = errors.strip().splitlines() or [f"status {process.returncode}"]
            raise Refused(lines[0])
        return {"peak_memory_bytes": machine.resident_bytes(usage), **json.loads(output)}
