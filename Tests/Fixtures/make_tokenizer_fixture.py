"""Writes the ids that the Hugging Face `tokenizers` library gives to some texts.

    python make_tokenizer_fixture.py OUT.json TEXTS.json TOKENIZER.json...

TEXTS.json is a JSON array of texts. OUT.json becomes an object with the version of the library,
the texts, and under "ids", for each tokenizer file by its name without ".json", one list of ids
for each text, or null for a text that the tokenizer refuses. With one more argument `--decode`, "decoded" holds what the library decodes the ids
to. The tests run this script: with CHARLM_PYTHON naming a Python that has the library they compare
ids with it, and with CHARLM_WRITE_FIXTURES naming a folder they also store the fixture
`tokenizer_ids.json` there. Needs `pip install tokenizers`; the stored fixture was written with version 0.23.
"""

import json
import pathlib
import sys

import tokenizers


def encode(tokenizer: tokenizers.Tokenizer, text: str) -> list[int] | None:
    try:
        return tokenizer.encode(text).ids
    except Exception as error:
        if "[UNK]" not in str(error):
            raise
        return None


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--decode"]
    if len(arguments) < 3:
        sys.exit(__doc__)
    out, texts_path, *files = arguments
    texts = json.loads(pathlib.Path(texts_path).read_text(encoding="utf-8"))
    result = {"tokenizers": tokenizers.__version__, "texts": texts, "ids": {}}
    if "--decode" in sys.argv:
        result["decoded"] = {}
    for file in sorted(files):
        tokenizer = tokenizers.Tokenizer.from_file(file)
        name = pathlib.Path(file).stem
        result["ids"][name] = [encode(tokenizer, text) for text in texts]
        if "--decode" in sys.argv:
            result["decoded"][name] = [
                None if ids is None else tokenizer.decode(ids) for ids in result["ids"][name]
            ]
    text = json.dumps(result, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    pathlib.Path(out).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
