#!/usr/bin/env python3
"""Compares the automatic choice of `charlm train` with presets and other networks at equal time.

Usage: Benchmarks/automatic_choice.py --text NAME=FILE [--text …] [--minutes 1] [--only WORDS]

The time is turned into tokens: the speed of each network is measured first (`charlm bench`; nothing
else should run), and each run then takes as many steps as fit. So the runs themselves can share the
machine.

Each candidate is flags of `charlm train`; the loss is that of a tenth spread over the text, which
also chooses the weights. `--valid FILE` measures the texts on a file instead.
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import machine

SMALL = "--layers 1 --hidden 256 --embedding 64 --batch 16 --bptt 64"
CANDIDATES = {
    "automatic": "",
    "1 × 128": "--layers 1 --hidden 128 --embedding 32 --batch 32 --bptt 64",
    "1 × 256": "--layers 1 --hidden 256 --embedding 64 --batch 32 --bptt 64",
    "2 × 256": "--layers 2 --hidden 256 --embedding 64 --batch 32 --bptt 128",
    "1 × 256, dropout 0.3": f"{SMALL} --dropout 0.3",
    "1 × 256, dropout 0.5": f"{SMALL} --dropout 0.5",
    "no weight dropout": "--weight-dropout 0 --dropout 0.3",
    "embeddings not tied": "--no-tie-embeddings --embedding 128",
    "preset small": "--preset small",
    "preset medium": "--preset medium",
    "preset poem": "--preset poem",
    "preset lyrics": "--preset lyrics",
    "preset code": "--preset code",
    "preset music": "--preset music",
    "from auto": "--from auto",
}


def run(command: list[str]) -> dict:
    """The last line of a command's output as JSON."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"{shlex.join(command)}: {result.stderr.strip()}")
    return json.loads(result.stdout.splitlines()[-1])


def chosen_settings(command: list[str], model: str) -> dict:
    """The settings of a run, which is stopped as soon as they are written."""
    manifest = pathlib.Path(model, "training.json")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not manifest.exists():
        time.sleep(0.05)
    process.terminate()
    process.wait()
    return json.loads(manifest.read_text())["configuration"]


def fixed_flags(chosen: dict, steps: int) -> list[str]:
    """Flags for the same run with a number of steps in place of minutes."""
    network, epochs = chosen["network"], chosen.get("epochs")
    flags = ["--minutes", "none", "--steps", str(steps)]
    flags += ["--epochs", str(epochs)] if epochs else []
    flags += ["--layers", str(network["layers"]), "--hidden", str(network["hidden_size"])]
    flags += ["--embedding", str(network["embedding_size"]), "--dropout", str(network["dropout"])]
    flags += ["--weight-dropout", str(network.get("weight_dropout", 0))]
    flags += ["--tie-embeddings" if network.get("tie_embeddings") else "--no-tie-embeddings"]
    flags += ["--batch", str(chosen["batch"]), "--bptt", str(chosen["window"])]
    flags += ["--eval-every", str(chosen["evaluate_every"])]
    flags += ["--patience", str(chosen["patience"])] if chosen.get("patience") else []
    flags += ["--average", chosen["averaging"]["kind"] if chosen.get("averaging") else "none"]
    return flags


def speed(charlm: str, configuration: dict, vocabulary: int, threads: int) -> float:
    """Tokens per second."""
    network = configuration["network"]
    return run([
        charlm, "bench", "--cell", network["cell"], "--layers", str(network["layers"]),
        "--hidden", str(network["hidden_size"]), "--embedding", str(network["embedding_size"]),
        "--batch", str(configuration["batch"]), "--bptt", str(configuration["window"]),
        "--vocabulary", str(vocabulary), "--threads", str(threads), "--json",
    ])["tokens_per_second"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", action="append", required=True, metavar="NAME=FILE")
    parser.add_argument("--valid", metavar="FILE")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--only", help="candidates whose names contain one of these words")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=FLAGS")
    parser.add_argument("--threads", type=int, default=machine.processor_count())
    parser.add_argument("--charlm", default=".build/release/charlm", metavar="PATH")
    arguments = parser.parse_args()
    candidates = CANDIDATES | dict(also.split("=", 1) for also in arguments.also)
    words = arguments.only.split(",") if arguments.only else [""]

    print(f"{arguments.minutes:g} minutes, {arguments.threads} threads, {machine.processor()}\n")
    print("| text | candidate | network | tokens/s | steps | readings | nats a token | bits a character |")
    print("|---|---|---|---|---|---|---|---|")
    for name, path in (text.split("=", 1) for text in arguments.text):
        text = [path] + (["--valid", arguments.valid] if arguments.valid else [])
        for candidate, flags in candidates.items():
            if not any(word in candidate for word in words):
                continue
            with tempfile.TemporaryDirectory() as folder:
                model = f"{folder}/model"
                base = [
                    arguments.charlm, "train", *text, *shlex.split(flags),
                    "--threads", str(arguments.threads), "--no-doctor", "--json", "--out", model,
                ]
                # The choice depends on the time, so it is read from a run that was given the time.
                chosen = chosen_settings([*base, "--minutes", f"{arguments.minutes:g}"], model)
                tokenizer = json.loads(pathlib.Path(model, "tokenizer.json").read_text())
                vocabulary = len(tokenizer["model"]["vocab"])
                tokens_per_second = speed(arguments.charlm, chosen, vocabulary, arguments.threads)
                tokens = tokens_per_second * 60 * arguments.minutes
                steps = max(1, int(tokens / (chosen["batch"] * chosen["window"])))
                base[-1] = f"{folder}/run"
                result = run(base + fixed_flags(chosen, steps))
            network = chosen["network"]
            print(
                f"| {name} | {candidate} | {network['cell']} {network['layers']} × {network['hidden_size']}"
                f" | {tokens_per_second:,.0f} | {result['steps']:,} | {result['epochs']:.1f}"
                f" | {result['best_valid_nats_per_token']:.4f} | {result['valid_bits_per_character']:.4f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
