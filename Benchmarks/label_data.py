#!/usr/bin/env python3
"""Lines for `charlm classify` from books: which of them is a line from?

    Benchmarks/label_data.py OUT LABEL=FILE LABEL=FILE ...

writes OUT/train.tsv and OUT/test.tsv, a label, a tab and a text on each line. Line ends and other
white space become one space, verse numbers such as Ge8:16 go, and with --letters all that is no letter
goes and the rest is in lower case, so that neither layout nor punctuation gives a book away. Each book is
cut into a hundred parts, of which every tenth is for testing, and these into lines of --shortest to
--longest characters, at spaces where there are any. No label has more than --lines lines to train and a tenth of that to test.
"""

import argparse
import pathlib
import random
import re


def clean(text, letters):
    text = re.sub(r"^[1-3]?[A-Z][A-Za-z]*\d+:\d+ ", "", text, flags=re.MULTILINE)
    if letters:
        text = "".join(c if c.isalpha() or c == "'" else " " for c in text.lower())
        # Chinese is written without spaces.
        text = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text)
    return re.sub(r"\s+", " ", text).strip()


def lines(text, shortest, longest, chance):
    start = 0
    while start + longest < len(text):
        end = start + chance.randint(shortest, longest)
        space = text.rfind(" ", start + shortest, end + 1)
        yield text[start : space if space > 0 else end]
        start = space + 1 if space > 0 else end


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("books", nargs="+", metavar="LABEL=FILE")
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--shortest", type=int, default=40)
    parser.add_argument("--longest", type=int, default=100)
    parser.add_argument("--letters", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    chance = random.Random(options.seed)
    train, test = [], []
    for book in options.books:
        label, path = book.split("=", 1)
        text = clean(pathlib.Path(path).read_text(encoding="utf-8-sig"), options.letters)
        parts = [text[len(text) * i // 100 : len(text) * (i + 1) // 100] for i in range(100)]
        for tests, to, most in [(False, train, options.lines), (True, test, options.lines // 10)]:
            made = []
            for i, part in enumerate(parts):
                if (i % 10 == 9) == tests:
                    made += lines(part, options.shortest, options.longest, chance)
            chance.shuffle(made)
            to += [f"{label}\t{line}\n" for line in made[:most]]
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in [("train.tsv", train), ("test.tsv", test)]:
        chance.shuffle(content)
        (options.out / name).write_text("".join(content), encoding="utf-8")
        print(f"{options.out / name}: {len(content)} lines")


if __name__ == "__main__":
    main()
