#!/usr/bin/env python3
"""Measures loss against bytes: gradients summed in float32 and in bfloat16, and local steps with averaging.

Usage: Benchmarks/local_steps.py [--charlm PATH] [--ranks 2] [--text FILE] [FLAG…]       (as root, on Linux)

Ranks run on network namespaces, whose counters give the bytes that each host sends; see scripts/mpi-hosts. The text is
corpora/prose unless another one is named. FLAGs go to `charlm train`.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOSTS = str(ROOT / "scripts/mpi-hosts")
USUAL = ("--no-doctor --threads 1 --shards {ranks} --batch 32 --bptt 64 --cell gru --layers 2 --hidden 128 "
         "--embedding 32 --steps 300 --eval-every 300 --seed 1").split()
VARIANTS = [[], ["--wire", "bfloat16"]] + [
    ["--sync-every", str(steps)] + wire for steps in (4, 16, 64) for wire in ([], ["--wire", "bfloat16"])]


def sent(host):
    """The bytes that a host has sent so far."""
    command = ["ip", "-n", f"charlm{host}", "-j", "-s", "link", "show", "eth0"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)[0]["stats64"]["tx"]["bytes"]


def measure(arguments, variant, out):
    """The validation loss, and the bytes sent by the busiest host, of a run."""
    before = [sent(host) for host in range(1, arguments.ranks + 1)]
    usual = [word.format(ranks=arguments.ranks) for word in USUAL]
    words = [HOSTS, "run", str(arguments.ranks), arguments.charlm, "train", arguments.text, "--out", out,
             *usual, *arguments.flags, *variant]
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                       OMPI_MCA_mpi_yield_when_idle="1")
    result = subprocess.run(words, capture_output=True, text=True, env=environment)
    if result.returncode != 0:
        sys.exit(f"{' '.join(words)}: {result.stderr.strip()}")
    after = [sent(host) for host in range(1, arguments.ranks + 1)]
    losses = [json.loads(line).get("valid_nats_per_token") for line in open(f"{out}/metrics.jsonl")]
    return [loss for loss in losses if loss][-1], max(b - a for a, b in zip(before, after))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--charlm", default=str(ROOT / ".build-mpi/release/charlm"))
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--text", default=str(ROOT / "corpora/prose"))
    arguments, arguments.flags = parser.parse_known_args()
    made = subprocess.run([HOSTS, "up", str(arguments.ranks)], capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(made.stderr.strip())
    try:
        first = None
        print("| flags | validation loss | MB sent by a host | share |\n|---|---|---|---|")
        with tempfile.TemporaryDirectory() as folder:
            for number, variant in enumerate(VARIANTS):
                loss, size = measure(arguments, variant, f"{folder}/{number}")
                first = first or size
                name = f"`{' '.join(variant)}`" if variant else "none"
                print(f"| {name} | {loss:.4f} | {size / 1e6:.1f} | {size / first:.3f} |", flush=True)
    finally:
        subprocess.run([HOSTS, "down"])


if __name__ == "__main__":
    main()
