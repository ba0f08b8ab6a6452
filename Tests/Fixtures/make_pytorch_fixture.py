"""Writes what PyTorch computes with the weights of a model, as fixtures or for one model.

    python make_pytorch_fixture.py FOLDER
    python make_pytorch_fixture.py --run CELL MODEL.safetensors TOKENS.json OUT.json

The first form makes the fixtures of Tests/CharLMTests: for each cell random weights
(CELL.safetensors), what the module computes with them (CELL.json) and the weights in half precision
(CELL_float16.safetensors, CELL_bfloat16.safetensors); and formats.safetensors, numbers in the
formats that a model file may have. The second form loads a model file by the names of its tensors,
all of them and no others, into the module that the contract of the file describes, and writes what
it computes for TOKENS.json, an array of tokens: the logits after each token but the last, and the
mean cross-entropy in nats. Token 1 starts a document, from a zero state.

Needs `pip install torch safetensors numpy`.
"""

import json
import pathlib
import random
import sys

import safetensors.torch
import torch

BOUNDARY = 1
CELLS = {"elman": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
VOCABULARY, EMBEDDING, HIDDEN, LAYERS = 12, 5, 7, 2


class Module(torch.nn.Module):
    def __init__(self, cell: str, vocabulary: int, embedding: int, hidden: int, layers: int):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, embedding)
        self.rnn = CELLS[cell](embedding, hidden, layers)
        self.output = torch.nn.Linear(hidden, vocabulary)

    def forward(self, tokens: list[int]) -> torch.Tensor:
        """The logits after each token, [T, V]; a boundary starts from a zero state."""
        starts = [i for i, token in enumerate(tokens) if i == 0 or token == BOUNDARY]
        rows = []
        for start, end in zip(starts, starts[1:] + [len(tokens)]):
            hidden, _ = self.rnn(self.embedding(torch.tensor(tokens[start:end])))
            rows.append(self.output(hidden))
        return torch.cat(rows)


def compute(module: Module, tokens: list[int]) -> dict:
    with torch.no_grad():
        logits = module(tokens[:-1])
        loss = torch.nn.functional.cross_entropy(logits.double(), torch.tensor(tokens[1:]))
    rows = [[round(x, 7) for x in row] for row in logits.tolist()]
    return {"torch": torch.__version__, "tokens": tokens, "logits": rows, "loss": loss.item()}


def write_json(path: pathlib.Path, value: dict) -> None:
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="utf-8")


def make_tokens() -> list[int]:
    """Three documents in 41 tokens, with unknown tokens inside."""
    source = random.Random(7)
    tokens = [source.choice([0] + 3 * list(range(2, VOCABULARY))) for _ in range(41)]
    for start in (0, 14, 29):
        tokens[start] = BOUNDARY
    return tokens


def make_formats() -> dict[str, torch.Tensor]:
    """Numbers in each format, and the same numbers as float32 by PyTorch's conversion."""
    generator = torch.Generator().manual_seed(3)
    patterns = torch.randint(-(2**15), 2**15, (200,), generator=generator).short()
    edges = [0, -(2**15), 1, 0x3FF, 0x400, 0x7BFF, 0x7C00, -0x400, 0x7F7F, 0x7F80, -0x80, 0x80]
    patterns[: len(edges)] = torch.tensor(edges).short()
    doubles = torch.randn(200, generator=generator, dtype=torch.float64)
    doubles *= 10.0 ** torch.randint(-50, 42, (200,), generator=generator)
    values = {
        "float16": patterns.clone().view(torch.float16),
        "bfloat16": patterns.clone().view(torch.bfloat16),
        "float64": doubles,
    }
    floats = {f"{name}_as_float32": value.float() for name, value in values.items()}
    return values | floats


def make_fixtures(folder: pathlib.Path) -> None:
    tokens = make_tokens()
    for seed, cell in enumerate(CELLS):
        torch.manual_seed(seed)
        module = Module(cell, VOCABULARY, EMBEDDING, HIDDEN, LAYERS)
        for parameter in module.parameters():
            parameter.data *= 1.5
        safetensors.torch.save_file(module.state_dict(), folder / f"{cell}.safetensors")
        write_json(folder / f"{cell}.json", compute(module, tokens))
        for kind in (torch.float16, torch.bfloat16):
            halves = {name: value.to(kind) for name, value in module.state_dict().items()}
            suffix = str(kind).removeprefix("torch.")
            safetensors.torch.save_file(halves, folder / f"{cell}_{suffix}.safetensors")
    safetensors.torch.save_file(make_formats(), folder / "formats.safetensors")


def run(cell: str, weights: str, tokens: str, out: str) -> None:
    state = safetensors.torch.load_file(weights)
    vocabulary, embedding = state["embedding.weight"].shape
    hidden = state["output.weight"].shape[1]
    layers = sum(name.startswith("rnn.weight_hh_l") for name in state)
    module = Module(cell, vocabulary, embedding, hidden, layers)
    module.load_state_dict(state, strict=True)
    result = compute(module, json.loads(pathlib.Path(tokens).read_text(encoding="utf-8")))
    write_json(pathlib.Path(out), result)


def main() -> None:
    match sys.argv[1:]:
        case ["--run", cell, weights, tokens, out]:
            run(cell, weights, tokens, out)
        case [folder] if not folder.startswith("-"):
            make_fixtures(pathlib.Path(folder))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
