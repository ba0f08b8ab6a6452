#!/usr/bin/env python3
"""Measures `charlm decode --map pinyin`: character error rate and time of a sentence.

Usage: Benchmarks/decode_pinyin.py MODEL TEXT [--sentences 500] [--style plain] [-- --mix NGRAM:0.5]

Needs pypinyin (pip install pypinyin). TEXT has a sentence on each line and is held out from training. Its
lines are taken at equal distances; runs of Chinese characters become pinyin, without spaces, and all
else stays. Since nobody has written down how each sentence is read, pypinyin decides: by phrases where it knows them, else by
the most common reading of a character.

The error rate is the edit distance between the Chinese characters of both texts, divided by their number:
punctuation, which is given, does not count. A sentence's time is that from writing its line to reading its answer.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import time

import pypinyin

HAN = re.compile("[\u3400-\u9fff]+")
STYLES = {
    "plain": (pypinyin.Style.NORMAL, ""),
    "spaced": (pypinyin.Style.NORMAL, " "),
    "marks": (pypinyin.Style.TONE, ""),
    "numbers": (pypinyin.Style.TONE3, ""),
    "initials": (pypinyin.Style.FIRST_LETTER, ""),
}


def sentences(path, count):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if HAN.search(line)]
    if count >= len(lines):
        return lines
    return [lines[index * len(lines) // count] for index in range(count)]


def pinyin(sentence, style):
    form, separator = STYLES[style]
    return HAN.sub(
        lambda run: separator.join(pypinyin.lazy_pinyin(run[0], style=form)), sentence)


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        following = [i]
        for j, y in enumerate(b, 1):
            following.append(min(row[j] + 1, following[-1] + 1, row[j - 1] + (x != y)))
        row = following
    return row[-1]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], epilog="Flags of charlm decode follow after --.")
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("--charlm", default=".build/release/charlm")
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--style", choices=STYLES, default="plain")
    parser.add_argument("--errors", action="store_true", help="print sentences with errors")
    # argparse does not take what follows -- if an option stands between it and TEXT.
    words = sys.argv[1:]
    own = words[: words.index("--")] if "--" in words else words
    flags = words[len(own) + 1 :]
    arguments = parser.parse_args(own)
    table = "pinyin-initials" if arguments.style == "initials" else "pinyin"
    command = [arguments.charlm, "decode", arguments.model, "--map", table, "--json"]
    process = subprocess.Popen(
        command + flags, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        encoding="utf-8", bufsize=1)

    def decode(line):
        start = time.perf_counter()
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())["text"]
        return answer, 1000 * (time.perf_counter() - start)

    errors = characters = right = 0
    times = []
    decode("ni hao")  # the model is loaded
    for sentence in sentences(arguments.text, arguments.sentences):
        answer, milliseconds = decode(pinyin(sentence, arguments.style))
        times.append(milliseconds)
        expected, found = ("".join(HAN.findall(text)) for text in (sentence, answer))
        wrong = distance(expected, found)
        errors += wrong
        characters += len(expected)
        right += wrong == 0
        if wrong and arguments.errors:
            print(sentence, answer, sep="\t")
    process.stdin.close()
    process.wait()
    print(
        f"{len(times)} sentences, {characters} characters: error rate {100 * errors / characters:.2f} %, "
        f"{right} sentences right; {statistics.median(times):.1f} ms a sentence (median), "
        f"{statistics.quantiles(times, n=20)[-1]:.1f} ms (95 %)")


main()
