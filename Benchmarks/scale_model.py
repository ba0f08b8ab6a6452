#!/usr/bin/env python3
"""Predicts the time of a training step on many machines, and measures the prediction.

Usage: Benchmarks/scale_model.py [--markdown]                 the figures for up to 1,000 ranks
       Benchmarks/scale_model.py --gains [--markdown]         what fewer bytes and overlapped messages gain
       Benchmarks/scale_model.py --measure --charlm PATH      measures 2 to 4 ranks on network namespaces (as root)

    step(N) = compute / N + chain(N) + directions(N)
    chain(N) = 2 (N - 1) (latency + block / bandwidth) + sends(N) * bytes / bandwidth
    directions(N) = latency + (N - 1) / N * matrix bytes / bandwidth

compute: forward and backward of all lanes, and Muon, which are divided. sends: 1 for two ranks, else 2: a rank in the
middle of the chain sends partial sums up and totals down. See docs/many-machines.md.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BLOCK = 4 * (1 << 15)  # bytes of a message
ROOT = pathlib.Path(__file__).resolve().parent.parent

# Layers, hidden size, embedding, lanes, window.
NETWORKS = {"1 × 128": (1, 128, 32, 64, 128), "2 × 256": (2, 256, 64, 64, 128),
            "2 × 512": (2, 512, 64, 200, 100), "3 × 1024": (3, 1024, 128, 256, 128)}
# Bytes per second and seconds.
LINKS = {"1 Gbit/s": (0.117e9, 100e-6), "10 Gbit/s": (1.17e9, 30e-6), "100 Gbit/s": (11.7e9, 5e-6)}
VOCABULARY = 100


class Network:
    """The parameters and the work of an LSTM."""

    def __init__(self, layers, hidden, embedding, lanes, window, vocabulary=VOCABULARY):
        inputs = [embedding] + [hidden] * (layers - 1)
        self.matrices = sum(4 * hidden * (size + hidden) for size in inputs)
        self.parameters = (self.matrices + 4 * hidden * layers
                           + vocabulary * (embedding + hidden + 1))
        # Two operations per weight and token forward, four backward.
        self.operations = 6 * (self.matrices + vocabulary * hidden) * lanes * window
        # An orthogonalization of a gate of h × h: five square products.
        self.muon = 4 * sum(10 * min(hidden, size) ** 2 * hidden for size in inputs + [hidden] * layers)


def chain_seconds(network, ranks, bandwidth, latency, width=4):
    """The seconds in which a vector of the parameters' size is summed, with `width` bytes a value."""
    if ranks == 1:
        return 0
    total = width * network.parameters
    sends = 1 if ranks == 2 else 2
    return 2 * (ranks - 1) * (latency + min(BLOCK * width // 4, total) / bandwidth) + sends * total / bandwidth


def message_seconds(network, ranks, bandwidth, latency, muon=True, width=4):
    """The seconds of a step in which ranks wait for messages."""
    if ranks == 1:
        return 0
    directions = latency + (ranks - 1) / ranks * width * network.matrices / bandwidth
    return chain_seconds(network, ranks, bandwidth, latency, width) + (directions if muon else 0)


def overlapped_seconds(network, layers, backward, chain):
    """The seconds of the chain after the backward pass, if each layer's gradient left as soon as it is complete."""
    computed = sent = 0
    for _ in range(layers):
        computed += backward / layers
        sent = max(computed, sent) + chain / layers
    return sent - computed


def gains(speed, markdown):
    """Prints how much faster a step would be than one that sends gradients in float32 after the backward pass."""
    rows = [["network", "link", "ranks", "bfloat16", "local steps: 8", "64", "overlap"]]
    for name, shape in NETWORKS.items():
        network = Network(*shape)
        for link, (bandwidth, latency) in LINKS.items():
            for ranks in (2, 4, 16):
                compute = (network.operations + network.muon) / speed / ranks
                messages = message_seconds(network, ranks, bandwidth, latency)
                chain = chain_seconds(network, ranks, bandwidth, latency)
                step = compute + messages
                others = [compute + message_seconds(network, ranks, bandwidth, latency, width=2)]
                # Weights and two moments; each rank orthogonalizes all gates.
                others += [(network.operations / ranks + network.muon) / speed + 3 * chain / steps for steps in (8, 64)]
                backward = 2 / 3 * network.operations / speed / ranks
                others.append(step - chain + overlapped_seconds(network, shape[0], backward, chain))
                rows.append([name, link, str(ranks)] + [f"{step / other:.2f}×" for other in others])
    show(rows, markdown)


def show(rows, markdown):
    """Prints a table."""
    for index, row in enumerate(rows):
        print("| " + " | ".join(row) + " |" if markdown else "  ".join(cell.rjust(14) for cell in row))
        if markdown and index == 0:
            print("|" + "---|" * len(row))
    print()


def draw(speed, markdown):
    """Prints the speed-up at fixed total lanes, and at fixed lanes per rank."""
    counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]
    for weak in (False, True):
        print("Lanes grow with the ranks" if weak else "The same batch, divided", end=": ")
        print(f"efficiency (speed-up over ranks), {speed / 1e9:.0f} GFLOP/s per rank\n")
        rows = [["network", "link"] + [str(n) for n in counts[1:]] + ["best" if not weak else "half"]]
        for name, shape in NETWORKS.items():
            network = Network(*shape)
            work = (network.operations + network.muon) / speed
            own = network.operations / speed
            for link, (bandwidth, latency) in LINKS.items():
                row, best, half = [name, link], (1, work), 1
                for n in counts[1:]:
                    compute = work + (n - 1) * own if weak else work
                    seconds = compute / n + message_seconds(network, n, bandwidth, latency)
                    efficiency = compute / n / seconds
                    row.append(f"{efficiency:.2f}")
                    best = min(best, (n, seconds), key=lambda pair: pair[1])
                    half = n if efficiency >= 0.5 else half
                # A batch cannot have fewer lanes than ranks.
                row.append(str(half) if weak else f"{min(best[0], shape[3])} ({work / best[1]:.1f}×)")
                rows.append(row)
        show(rows, markdown)


def train(charlm, text, out, ranks, flags):
    """The median seconds of a step, of runs on namespaces."""
    command = f"{charlm} train {text} --out {out} --threads 1 {flags}"
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                       OMPI_MCA_mpi_yield_when_idle="1")
    words = command.split() if ranks == 1 else [
        str(ROOT / "scripts/mpi-hosts"), "run", str(ranks), *command.split()]
    result = subprocess.run(words, capture_output=True, text=True, env=environment)
    if result.returncode != 0:
        sys.exit(f"{' '.join(words)}: {result.stderr.strip()}")
    lines = [json.loads(line) for line in (pathlib.Path(out) / "metrics.jsonl").open()]
    steps = [(line["step"], line["seconds"]) for line in lines if "train_nats" in line]
    times = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(steps, steps[1:]))
    shutil.rmtree(out)
    return times[len(times) // 2]


def measure(arguments):
    """Measures latency and bandwidth with little to compute, then checks 2 to 4 ranks with more."""
    made = subprocess.run([str(ROOT / "scripts/mpi-hosts"), "up", "4"], capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(made.stderr.strip())
    print(made.stdout.strip())
    folder = tempfile.mkdtemp()
    try:
        text = pathlib.Path(folder) / "text.txt"
        text.write_text("".join(path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))))
        usual = "--cell lstm --no-doctor --eval-every 100000 --valid-fraction 0 --schedule constant --optimizer sgd --shards 4"
        steps = arguments.steps
        out = folder + "/run"

        def seconds(ranks, hidden, lanes, window):
            return train(arguments.charlm, text, out, ranks,
                         f"{usual} --layers 1 --embedding 16 --hidden {hidden} --batch {lanes} --bptt {window} "
                         f"--steps {steps}")

        vocabulary = len(set(text.read_text())) + 2
        small, large = (Network(1, hidden, 16, 4, 1, vocabulary) for hidden in (16, 1024))
        # Nothing is divided here but a step of four lanes.
        alone = [seconds(1, hidden, 4, 1) for hidden in (16, 1024)]
        pair = [seconds(2, hidden, 4, 1) for hidden in (16, 1024)]
        extra = [b - a / 2 for a, b in zip(alone, pair)]
        difference = 4 * (large.parameters - small.parameters)
        bandwidth = difference / max(extra[1] - extra[0], 1e-9)
        latency = max(extra[0] - 4 * small.parameters / bandwidth, 0) / 2
        print(f"latency {latency * 1e6:.0f} µs, bandwidth {bandwidth * 8 / 1e9:.2f} Gbit/s")
        shape = (1, 512, 16, 32, 64)
        network = Network(*shape, vocabulary=vocabulary)
        compute = seconds(1, *shape[1:2], *shape[3:])
        for ranks in (2, 3, 4):
            measured = seconds(ranks, *shape[1:2], *shape[3:])
            # Ranks beyond the cores take turns.
            cores = min(os.cpu_count() or 1, ranks)
            share = -(-4 // ranks) / 4 * ranks / cores  # the largest share of four shards, on fewer cores
            predicted = compute * share + message_seconds(network, ranks, bandwidth, latency, muon=False)
            print(f"{ranks} ranks: predicted {predicted * 1e3:.1f} ms, measured {measured * 1e3:.1f} ms, "
                  f"ratio {measured / predicted:.2f}")
    finally:
        subprocess.run([str(ROOT / "scripts/mpi-hosts"), "down"])
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gflops", type=float, default=200, help="of a rank; charlm bench says it (200)")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--gains", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--charlm", default=str(ROOT / ".build-mpi/release/charlm"))
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments)
    elif arguments.gains:
        gains(arguments.gflops * 1e9, arguments.markdown)
    else:
        draw(arguments.gflops * 1e9, arguments.markdown)


if __name__ == "__main__":
    main()
