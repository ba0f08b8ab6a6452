#!/usr/bin/env python3
"""Trains every cell on a text in the same way and prints what came out.

Usage: Benchmarks/compare_cells.py --text shakespeare.txt [--epochs 3] [--cells lstm,gru:reset=before]

A cell may have options behind a colon, by the names of charlm's flags: `gru:reset=before`, `lstm:layer-norm`.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

CELLS = (
    "elman,elman:activation=relu,jordan,lstm,peephole,cifg,gru,gru:reset=before,ctrnn,mingru,minlstm,sru"
)


def run(charlm, *arguments):
    """The last line of what a command prints, as JSON."""
    result = subprocess.run(
        [charlm, *arguments, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if result.returncode != 0:
        sys.exit(f"charlm {' '.join(arguments)}: {result.stderr.strip()}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def flags(cell):
    """The flags of a cell with its options."""
    name, _, options = cell.partition(":")
    result = ["--cell", name]
    for option in filter(None, options.split(",")):
        flag, _, value = option.partition("=")
        result += [f"--{flag}", value] if value else [f"--{flag}"]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", required=True, type=pathlib.Path, metavar="FILE")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--cells", default=CELLS, help="parted by commas (default: all)")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--bptt", type=int, default=50)
    parser.add_argument("--optimizer", default="muon")
    parser.add_argument("--charlm", default=".build/release/charlm", metavar="PATH")
    arguments = parser.parse_args()

    size = ["--layers", str(arguments.layers), "--hidden", str(arguments.hidden)]
    shape = ["--batch", str(arguments.batch), "--bptt", str(arguments.bptt)]
    text = str(arguments.text)
    print("| cell | validation, nats a character | parameters | characters a second | gradient, first to last step |")
    print("|---|---|---|---|---|")
    for cell in arguments.cells.split(","):
        with tempfile.TemporaryDirectory() as folder:
            model = f"{folder}/model"
            trained = run(
                arguments.charlm, "train", text, "--out", model, "--preset", "plain", *flags(cell), *size, *shape,
                "--epochs", str(arguments.epochs), "--optimizer", arguments.optimizer,
            )
            flow = run(
                arguments.charlm, "gradient-flow", model, text, "--window", str(arguments.bptt)
            )
        bench = run(arguments.charlm, "bench", *flags(cell), *size, *shape)
        ratios = ", ".join("–" if ratio is None else f"{ratio:.2g}" for ratio in flow["ratios"])
        print(
            f"| {cell.replace(':', ', ')} | {trained['best_valid_nats_per_token']:.4f}"
            f" | {trained['parameters']:,} | {bench['tokens_per_second'] / 1000:.0f} k | {ratios} |",
            flush=True,
        )


main()
