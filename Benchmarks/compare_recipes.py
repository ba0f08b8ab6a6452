#!/usr/bin/env python3
"""Trains a preset with one thing changed at a time, for the same time, and prints what came out.

Usage: Benchmarks/compare_recipes.py --text FILE [--preset small] [--minutes 3] [--parallel 2]

A variant is a name and flags of `charlm train`. The last tenth of the text is held out. With
--parallel, so many variants train side by side, each on one thread.
"""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

VARIANTS = {
    "as it is": "",
    "as it is, another seed": "--seed 1",
    "dropout 0.1": "--dropout 0.1",
    "dropout 0.2": "--dropout 0.2",
    "locked (variational) dropout 0.1": "--dropout 0.1 --locked-dropout",
    "weight dropout 0.1": "--weight-dropout 0.1",
    "zoneout 0.05": "--zoneout 0.05",
    "layer normalization": "--layer-norm",
    "tied weights": "--tie-embeddings",
    "no weight decay": "--weight-decay 0",
    "weight decay 0.01": "--weight-decay 0.01",
    "weight decay 0.2": "--weight-decay 0.2",
    "label smoothing 0.02": "--label-smoothing 0.02",
    "16 lanes": "--batch 16",
    "64 lanes": "--batch 64",
    "windows of 32": "--bptt 32",
    "windows of 128": "--bptt 128",
    "learned initial state": "--learned-state",
    "windows at the same places in every epoch": "still",
    "mean of the weights (ema)": "--average ema",
    "AdamW": "--optimizer adamw --rate 6e-3",
    "RMSProp": "--optimizer rmsprop --rate 2e-3",
    "LSTM": "--cell lstm",
    "rate 0.01": "--rate 0.01",
}


def read(path):
    """A text, line ends as they are."""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def still(folder, arguments):
    """The text cut so that, after its boundary, it is whole windows of all lanes."""
    if not (arguments.batch and arguments.bptt):
        sys.exit("windows that stay in their places need --batch and --bptt")
    text = read(folder / "train.txt")
    step = arguments.batch * arguments.bptt
    return write(folder / "still.txt", text[: (len(text) + 1) // step * step - 1])


def train(arguments, folder, number, flags):
    """What a variant gives, as JSON."""
    flags = flags.split()
    text = folder / "train.txt"
    if flags == ["still"]:
        text, flags = still(folder, arguments), []
    for name in ["batch", "bptt"]:
        if getattr(arguments, name) and f"--{name}" not in flags:
            flags += [f"--{name}", str(getattr(arguments, name))]
    if arguments.parallel > 1:
        flags += ["--threads", "1"]
    command = [
        arguments.charlm, "train", str(text), "--valid", str(folder / "valid.txt"),
        "--preset", arguments.preset, "--minutes", str(arguments.minutes),
        *arguments.base.split(), *flags, "--out", str(folder / f"model-{number}"), "--json",
    ]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr.strip()}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", required=True, type=pathlib.Path, metavar="FILE")
    parser.add_argument("--preset", default="small")
    parser.add_argument("--base", default="", help="flags that all variants have")
    parser.add_argument("--batch", type=int, help="instead of the preset's")
    parser.add_argument("--bptt", type=int, help="instead of the preset's")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--parallel", type=int, default=1, metavar="N")
    parser.add_argument("--only", default="", help="variants whose names contain this")
    parser.add_argument(
        "--also", action="append", default=[], metavar="NAME=FLAGS", help="one more variant"
    )
    parser.add_argument("--charlm", default=".build/release/charlm", metavar="PATH")
    arguments = parser.parse_args()

    variants = {n: f for n, f in VARIANTS.items() if arguments.only in n}
    variants.update(v.split("=", 1) for v in arguments.also)
    with tempfile.TemporaryDirectory() as path, concurrent.futures.ThreadPoolExecutor(
        arguments.parallel
    ) as pool:
        folder = pathlib.Path(path)
        text = read(arguments.text)
        learned = len(text) * 9 // 10
        write(folder / "train.txt", text[:learned])
        write(folder / "valid.txt", text[learned:])
        results = pool.map(
            lambda item: train(arguments, folder, *item), enumerate(variants.values())
        )
        print("| recipe | validation, nats a character | against the first | updates | parameters |")
        print("|---|---|---|---|---|")
        base = None
        for name, result in zip(variants, results):
            nats = result["best_valid_nats_per_token"]
            base = base or nats
            print(
                f"| {name} | {nats:.4f} | {nats - base:+.4f} | {result['steps']:,}"
                f" | {result['parameters']:,} |",
                flush=True,
            )


main()
