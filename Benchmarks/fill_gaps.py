#!/usr/bin/env python3
"""Cuts gaps from held-out text and counts how often `charlm fill` puts the same characters back.

Usage: Benchmarks/fill_gaps.py MODEL --text HELD_OUT [--backward MODEL2] [--gaps 500] [--json FILE]

Every gap has 1 to 6 characters and lies within a line, with text on both sides. Three ways to fill it:

left only      the forward model, by the text before the gap (--context 0)
left and right the forward model, by the text before the gap and the text after it
both models    the same with the backward model

Each is told the length of the gap first, and then only that it is from 1 to 6. Printed are the shares
of gaps whose first answer, and one of whose first three, is the text that was cut, the ratio to both
ways of the forward model alone, and for the ratio the 95 % interval of a bootstrap over gaps.
"""

import argparse
import json
import pathlib
import random
import subprocess
import tempfile

LONGEST = 6
BLANK = "\N{REPLACEMENT CHARACTER}"
WAYS = {
    "left only": ["--context", "0", "--backward", "none"],
    "left and right": ["--backward", "none"],
    "both models": [],
}


def cut(text, count, least, seed):
    """Returns gaps: the text with a blank, and what was cut."""
    draw = random.Random(seed)
    lines = [line for line in text.splitlines() if len(line) >= least and BLANK not in line]
    gaps = []
    for number in range(count):
        line = draw.choice(lines)
        length = number % LONGEST + 1
        start = draw.randrange(1, len(line) - length)
        end = start + length
        gaps.append((line[:start] + BLANK + line[end:], line[start:end]))
    return gaps


def fill(arguments, flags, texts, length):
    """Returns the first three fillings of each text."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "gaps.txt"
        path.write_text("".join(text + "\n" for text in texts), encoding="utf-8", newline="\n")
        command = [arguments.charlm, "fill", arguments.model, "--file", path, "--lines", "--json"]
        command += ["--blank", BLANK, "--length", length, "--beams", str(arguments.beams), *flags]
        if arguments.backward and "--backward" not in flags:
            command += ["--backward", arguments.backward]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise SystemExit(done.stderr)
    answers = [[] for _ in texts]
    for line in done.stdout.splitlines():
        row = json.loads(line)
        answers[row["line"] - 1].append(row["filling"])
    return answers


def answer(arguments, flags, gaps, knows_length):
    """Returns the first three fillings of each gap."""
    if not knows_length:
        return fill(arguments, flags, [text for text, _ in gaps], f"1-{LONGEST}")
    answers = [None] * len(gaps)
    for length in range(1, LONGEST + 1):
        places = [i for i, (_, cut) in enumerate(gaps) if len(cut) == length]
        found = fill(arguments, flags, [gaps[i][0] for i in places], str(length))
        for place, fillings in zip(places, found):
            answers[place] = fillings
    return answers


def ratio(ours, theirs, seed):
    """Returns the ratio of two counts of hits on the same gaps, and its 95 % interval."""
    draw = random.Random(seed)
    ratios = []
    for _ in range(2000):
        chosen = draw.choices(range(len(ours)), k=len(ours))
        below = sum(theirs[i] for i in chosen)
        if below:
            ratios.append(sum(ours[i] for i in chosen) / below)
    ratios.sort()
    if not ratios or not sum(theirs):
        return None
    interval = ratios[int(0.025 * len(ratios))], ratios[int(0.975 * len(ratios))]
    return sum(ours) / sum(theirs), interval


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="the model that reads forward")
    parser.add_argument("--backward", help="the model that reads backward (default: MODEL-backward)")
    parser.add_argument("--text", required=True, help="text that neither model has learned from")
    parser.add_argument("--gaps", type=int, default=500, help="(default: 500)")
    parser.add_argument("--least", type=int, default=12, help="characters of a line (default: 12)")
    parser.add_argument("--beams", type=int, default=64, help="(default: 64)")
    parser.add_argument("--seed", type=int, default=1, help="(default: 1)")
    parser.add_argument("--json", help="a file for every gap and every answer")
    parser.add_argument("--charlm", default=str(root / ".build" / "release" / "charlm"))
    arguments = parser.parse_args()

    text = pathlib.Path(arguments.text).read_text(encoding="utf-8")
    gaps = cut(text, arguments.gaps, arguments.least, arguments.seed)
    record = {"gaps": gaps}
    for knows_length in (True, False):
        print("length given" if knows_length else f"length 1 to {LONGEST}")
        hits = {}
        for name, flags in WAYS.items():
            answers = answer(arguments, flags, gaps, knows_length)
            record[f"{name}, {knows_length}"] = answers
            hits[name] = [int(found[:1] == [cut]) for found, (_, cut) in zip(answers, gaps)]
            among = sum(cut in found[:3] for found, (_, cut) in zip(answers, gaps))
            first = sum(hits[name])
            print(
                f"  {name:15} first {first / len(gaps):6.1%} ({first})   "
                f"among three {among / len(gaps):6.1%} ({among})",
                flush=True,
            )
        for name in list(WAYS)[:2]:
            found = ratio(hits["both models"], hits[name], arguments.seed)
            if found:
                value, (low, high) = found
                print(f"  both models / {name}: {value:.2f} ({low:.2f} to {high:.2f})")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
