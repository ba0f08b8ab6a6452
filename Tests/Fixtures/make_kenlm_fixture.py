"""Writes the scores that KenLM gives by ARPA files, as a fixture or for one file.

    python make_kenlm_fixture.py CHARLM OUT.json
    python make_kenlm_fixture.py --score MODEL.arpa LINES.txt

The first form makes Tests/Fixtures/kenlm.json. It has `charlm ngram` train a model of characters on
the text below and export it, makes a model of words in KenLM's format itself (bigrams and trigrams
with absolute discounting), and writes the scores of both for some lines. The second form prints the
scores of the lines of a file, whose words are separated by spaces, as a JSON array: log10
probabilities with <s> and </s>, and without.

Needs `pip install kenlm`.
"""

import collections
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import kenlm

TEXT = """\
the miller walks along the quiet river
small boats drift under old bridges while rain falls
a baker counts warm loaves before the sun is up
nobody knows why the bell rings twice at noon
the old baker walks along the river before noon
one café by the bridge opens at noon, another at six
小船在旧桥下漂过
the rain falls on the old boats under the bridge
"""
LINES = [
    "the miller walks along the river",
    "the baker falls",
    "a café under the bridge",
    "旧桥下小船",
    "rain rain rain",
    "zebra the miller quickly",
    "",
]
ORDER, DISCOUNT = 5, 0.6


def spelled(line: str) -> str:
    """The characters of a line as charlm spells them in ARPA files."""
    return " ".join("<U+0020>" if c == " " else c for c in line)


def word_arpa() -> str:
    """A trigram model of the words of the text, in KenLM's format."""
    counts = [collections.Counter() for _ in range(3)]
    for line in TEXT.splitlines():
        words = ["<s>"] + line.split() + ["</s>"]
        for n in range(1, 4):
            for i in range(len(words) - n + 1):
                if n > 1 or words[i] != "<s>":
                    counts[n - 1][tuple(words[i : i + n])] += 1
    followers = [collections.Counter(), collections.Counter()]
    totals = [collections.Counter(), collections.Counter()]
    for n in (2, 3):
        for gram, count in counts[n - 1].items():
            followers[n - 2][gram[:-1]] += 1
            totals[n - 2][gram[:-1]] += count
    all_words = sum(counts[0].values()) + 1

    def probability(gram: tuple) -> float:
        if len(gram) == 1:
            return counts[0].get(gram, 1) / all_words
        n, history = len(gram), gram[:-1]
        kept = max(counts[n - 1][gram] - DISCOUNT, 0) / totals[n - 2][history]
        return kept + weight(history) * probability(gram[1:])

    def weight(history: tuple) -> float:
        n = len(history)
        if not totals[n - 1][history]:
            return 1.0
        return DISCOUNT * followers[n - 1][history] / totals[n - 1][history]

    lines = ["\\data\\"]
    singles = [("<unk>",), ("<s>",)] + sorted(counts[0])
    sections = [singles, sorted(counts[1]), sorted(counts[2])]
    lines += [f"ngram {n + 1}={len(section)}" for n, section in enumerate(sections)]
    for n, section in enumerate(sections):
        lines += ["", f"\\{n + 1}-grams:"]
        for gram in section:
            value = 0.0 if gram == ("<s>",) else math.log10(probability(gram))
            line = f"{value:.7g}\t{' '.join(gram)}"
            if n < 2:
                line += f"\t{0.0 if gram[-1] == '</s>' else math.log10(weight(gram)):.7g}"
            lines.append(line)
    return "\n".join(lines + ["", "\\end\\", ""])


def scores(arpa: str, lines: list[str]) -> list[list[float]]:
    model = kenlm.Model(arpa)
    return [
        [model.score(line), model.score(line, bos=False, eos=False)] for line in lines
    ]


def make(charlm: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        text, arpa = pathlib.Path(folder, "text.txt"), pathlib.Path(folder, "model.arpa")
        text.write_text(TEXT, encoding="utf-8")
        subprocess.run(
            [charlm, "ngram", "train", text, "--order", str(ORDER), "--boundary", "line",
             "--valid-fraction", "0", "--out", f"{folder}/model"], check=True, capture_output=True)
        subprocess.run(
            [charlm, "ngram", "export", f"{folder}/model", "--out", arpa], check=True,
            capture_output=True)
        characters = scores(str(arpa), [spelled(line) for line in LINES])
        arpa.write_text(word_arpa(), encoding="utf-8")
        words = scores(str(arpa), LINES)
    return {
        "text": TEXT, "lines": LINES, "order": ORDER, "characters": characters,
        "word_arpa": word_arpa(), "words": words,
    }


if __name__ == "__main__":
    if sys.argv[1] == "--score":
        lines = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8").split("\n")
        print(json.dumps(scores(sys.argv[2], lines)))
    else:
        out = json.dumps(make(sys.argv[1]), ensure_ascii=False, indent=1)
        pathlib.Path(sys.argv[2]).write_text(out + "\n", encoding="utf-8")
