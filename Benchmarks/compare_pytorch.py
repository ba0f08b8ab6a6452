#!/usr/bin/env python3
"""Compares the speed of charlm with PyTorch's at its best setting, on the same work.

Both run alternately, so that a processor which changes its speed changes it for both. The result is
the ratio of the medians, and how far the ratios of neighboring runs spread.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import charlm
import environment
import machine
from charlm import Bench, Refused
from report import Comparison, markdown
from task import CELLS, PRECISIONS, SHAPES, WORKS, Shape, Task
from torch_process import TorchProcess, memory

# Options that say where things lie, and nothing about what was measured.
PLACES = ("--venv", "--charlm", "--json")


def choices(allowed: tuple[str, ...]):
    """A list of words, parted by commas."""

    def parse(text: str) -> tuple[str, ...]:
        words = tuple(text.split(","))
        for word in words:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(allowed)}")
        return words

    return parse


def shapes(text: str) -> tuple[Shape, ...]:
    """A list of shapes, parted by commas."""
    try:
        return tuple(Shape.parse(word) for word in text.split(","))
    except (TypeError, ValueError):
        message = f"{text}: a shape is LAYERSxHIDDEN or LAYERSxHIDDEN:BATCH:WINDOW"
        raise argparse.ArgumentTypeError(message) from None


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--work", type=choices(WORKS), default=WORKS, help=f"(default: {','.join(WORKS)})")
    add(
        "--precision",
        type=choices(PRECISIONS),
        default=PRECISIONS[:3],
        help="int8 is for sampling only (default: float32,bfloat16,int8)",
    )
    add(
        "--cells",
        type=choices(CELLS),
        help="lstm, gru (default: both for training, lstm for the other works)",
    )
    add(
        "--shapes",
        type=shapes,
        metavar="LAYERSxHIDDEN[:BATCH:WINDOW],…",
        help="(default: those of each work)",
    )
    add("--runs", type=int, default=5, help="pairs of runs (default: 5)")
    add(
        "--seconds",
        type=float,
        default=4,
        help="of a run; charlm's own where it has no such option (default: 4)",
    )
    add("--probe-seconds", type=float, default=1, help="of a try of a setting (default: 1)")
    add("--threads", type=int, default=machine.processor_count(), help="(default: all processors)")
    add("--only-pytorch", action="store_true", help="leave charlm out")
    add("--json", type=Path, metavar="FILE", help="write all figures here")
    add("--markdown", action="store_true", help="print tables for a page at the end")
    charlm.add_option(parser)
    environment.add_option(parser)
    arguments = parser.parse_args()
    if arguments.runs < 1 or arguments.threads < 1:
        parser.error("runs and threads are 1 or more")
    if not arguments.only_pytorch and not arguments.charlm.exists():
        parser.error(f"{arguments.charlm} is missing; build it with swift build -c release")
    return arguments


def tasks(arguments: argparse.Namespace) -> Iterator[Task]:
    """All that was asked for, in the order of the tables."""
    for work in arguments.work:
        cells = arguments.cells or (CELLS if work == "train" else CELLS[:1])
        for cell in cells:
            for shape in arguments.shapes or SHAPES[work]:
                for precision in arguments.precision:
                    task = Task(work, cell, shape, precision)
                    if task.is_possible:
                        yield task


def compare(
    task: Task, torch: TorchProcess, bench: Bench | None, arguments: argparse.Namespace
) -> Comparison:
    """Finds PyTorch's setting, then runs both alternately; who is first alternates too."""
    foreign, start = machine.foreign_seconds(), time.monotonic()
    setting, tried = torch.fastest_setting(task, arguments.threads, arguments.probe_seconds)
    result = Comparison(task, setting, tried)

    def run_ours() -> None:
        if bench and not result.refused:
            try:
                result.ours.append(bench.time(task, arguments.seconds))
            except Refused as refusal:
                result.refused = str(refusal)

    def run_torch() -> None:
        result.torch.append(torch.time(task, setting, arguments.seconds))

    for pair in range(arguments.runs):
        for run in (run_ours, run_torch) if pair % 2 == 0 else (run_torch, run_ours):
            run()
    result.disturbance = foreign() / (time.monotonic() - start)
    if task.work == "train":
        result.torch_memory = memory(task, setting)
    return result


def command_line() -> str:
    """What was called, without where things lie."""
    words = iter(sys.argv[1:])
    kept = []
    for word in words:
        name, _, value = word.partition("=")
        if name not in PLACES:
            kept.append(word)
        elif not value:
            next(words, None)
    return shlex.join(["Benchmarks/compare_pytorch.py", *kept])


def header(arguments: argparse.Namespace) -> dict[str, str]:
    """The circumstances."""
    return {
        "Command": f"`{command_line()}`",
        "Date": datetime.date.today().isoformat(),
        "Processor": f"{machine.processor()}, {machine.processor_count()} in use",
        "Threads": str(arguments.threads),
        "PyTorch": machine.torch_version(),
    }


def main() -> None:
    arguments = parse_arguments()
    environment.enter(arguments.venv)
    about = header(arguments)
    for name, value in about.items():
        print(f"{name}: {value}")
    bench = None if arguments.only_pytorch else Bench(arguments.charlm, arguments.threads)
    results: list[Comparison] = []
    with TorchProcess() as torch:
        for task in tasks(arguments):
            results.append(compare(task, torch, bench, arguments))
            print(results[-1], flush=True)
            if arguments.json:
                value = {"about": about, "results": [result.to_json() for result in results]}
                arguments.json.write_text(json.dumps(value, indent=2) + "\n")
    if arguments.markdown:
        print()
        print(markdown(about, results))


if __name__ == "__main__":
    main()
