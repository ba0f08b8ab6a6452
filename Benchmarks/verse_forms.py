#!/usr/bin/env python3
"""Writes texts under forms of verse: whether they meet the form, what a token costs, and how probable the texts are."""

import argparse
import json
import math
import resource
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = {"haiku", "limerick", "ballad", "sonnet", "couplet", "song"}


def model_of(form: str) -> str:
    """The shipped model that writes a form."""
    if form in ENGLISH:
        return "verse"
    return {"tune": "tunes", "swift-function": "swift"}.get(form, "tang")


def sample(command: Path, model: str, *flags: str) -> tuple[list[dict], float]:
    """Texts, and the seconds of processor time."""
    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    before = spent()
    run = subprocess.run(
        [command, "sample", ROOT / "models" / model, "--json", "--temperature", "1", *flags],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()], spent() - before


def draw(
    command: Path, model: str, count: int, beams: int | None, seed: int, *flags: str
) -> tuple[list[dict], float, int]:
    """So many texts, drawn one by one or by stochastic beams, the seconds that they took, and the number of runs."""
    if beams is None:
        return *sample(command, model, "--count", str(count), "--seed", str(seed), *flags), 1
    texts, seconds, runs = [], 0.0, 0
    while runs * beams < count:
        more, time = sample(
            command, model, "--beams", str(beams), "--count", str(min(beams, count - runs * beams)),
            "--stochastic-beams", "--seed", str(seed + runs), *flags)
        texts, seconds, runs = texts + more, seconds + time, runs + 1
    return texts, seconds, runs


def meets(command: Path, form: str, texts: list[str]) -> int:
    """How many texts have a form. Each is checked alone if it may have empty lines."""
    alone = form in {"song", "swift-function"}
    count = 0
    for group in [[text] for text in texts] if alone else [texts]:
        run = subprocess.run(
            [command, "forms", "check", form, "--json"], input="\n\n".join(group),
            capture_output=True, text=True)
        count += sum(json.loads(line)["meets"] for line in run.stdout.splitlines())
    return count


def times(command: Path, form: str, texts: list[str]) -> str:
    """How long a form takes to follow a character and to say what may come next."""
    run = subprocess.run(
        [command, "accepts", "--form", form, "--times", "--json", "-"],
        input=json.dumps(texts, ensure_ascii=False), capture_output=True, text=True, check=True)
    of_all = json.loads(run.stdout)["all"]
    return (f"median {of_all['median_seconds'] * 1e6:.2f} µs, "
            f"99th percentile {of_all['percentile_99_seconds'] * 1e6:.2f} µs")


def perplexity(text: dict) -> float:
    """The perplexity of a character."""
    return math.exp(-text["log_probability"] / len(text["text"]))


def best(texts: list[dict], of: int = 32) -> str:
    """The median of the best perplexities of groups of texts."""
    values = [perplexity(text) for text in texts]
    groups = [min(values[at:at + of]) for at in range(0, len(values) - of + 1, of)]
    if groups:
        return f"{statistics.median(groups):.1f}"
    return f"{min(values):.1f} (of {len(values)})" if values else "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="+")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--beams", type=int,
                        help="draw them by stochastic beams, so many at a time")
    parser.add_argument("--free", type=int, help="also draw so many texts without the form")
    parser.add_argument("--length", type=int, default=1000, help="the most tokens of a text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--charlm", type=Path, default=ROOT / ".build/release/charlm")
    arguments = parser.parse_args()
    command, count, seed = arguments.charlm.resolve(), arguments.count, arguments.seed
    failures = 0
    for form in arguments.forms:
        model = model_of(form)
        limits = ["--form", form, "--length", str(arguments.length)]
        texts, seconds, runs = draw(command, model, count, arguments.beams, seed, *limits)
        tokens = sum(text["tokens"] for text in texts)
        _, start = sample(
            command, model, "--count", "1", "--length", "1", "--seed", "1")
        length = str(max(1, tokens // len(texts)))
        free, free_seconds, free_runs = draw(
            command, model, count, arguments.beams, seed, "--length", length)
        free_tokens = sum(text["tokens"] for text in free)
        ratio = ((seconds - runs * start) / tokens
                 / ((free_seconds - free_runs * start) / free_tokens))
        good = meets(command, form, [text["text"] for text in texts])
        longest = max(text["tokens"] for text in texts)
        print(f"{form}: {good} of {len(texts)} have the form, {count - len(texts)} are missing; "
              f"the longest has {longest} of {arguments.length} tokens; {tokens} tokens, each "
              f"{ratio:.2f} times the cost of a free one", flush=True)
        failures += good != count or longest > arguments.length
        print(f"{form}: what may come next: "
              f"{times(command, form, [text['text'] for text in texts])}", flush=True)
        if arguments.free:
            free, _ = sample(command, model, "--count", str(arguments.free), "--seed", str(seed),
                             "--length", str(2 * int(length)))
            run = subprocess.run(
                [command, "forms", "check", form, "--json"],
                input="\n".join(text["text"].replace("\n", " ") for text in free),
                capture_output=True, text=True)
            lines = [json.loads(line) for line in run.stdout.splitlines()]
            have = {line["text"] for line in lines if line["meets"]}
            lucky = [text for text in free if text["text"] in have]
            print(f"{form}: {len(lucky)} of {len(free)} free texts have the form; perplexity of the "
                  f"best of 32: {best(lucky)}; under the form: {best(texts)}", flush=True)
    if failures:
        raise SystemExit(f"{failures} forms are not met by all texts")


if __name__ == "__main__":
    main()
