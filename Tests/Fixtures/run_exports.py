"""Runs the programs that `charlm export --format pytorch` wrote, for the tests.

    python run_exports.py read TOKENS.json FOLDER ...
    python run_exports.py tokens FILE FOLDER ...
    python run_exports.py train FOLDER ...

`read` prints the logits after each of the tokens, read in pieces of 90 with the state carried, and
says whether two documents side by side give what each gives alone. `tokens` prints a text file's
tokens, each document after its start, and the nats that the model needs for them. `train` changes
all weights as training would and writes them back in float32, float16 and bfloat16, with the same
numbers as float32 beside them: FOLDER/float16.safetensors, FOLDER/float16_as_float32.safetensors.
All print a JSON array with a result for each folder.

Needs `pip install torch safetensors`.
"""

import importlib.util
import json
import sys
from pathlib import Path

import safetensors.torch
import torch


def load_program(folder):
    spec = importlib.util.spec_from_file_location(f"model_{abs(hash(folder))}", f"{folder}/model.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


@torch.no_grad()
def read(program, tokens):
    model = program.load()
    rows, state = [], None
    starts = [i for i, token in enumerate(tokens) if token == program.DOCUMENT or i % 90 == 0]
    for start, end in zip(starts, starts[1:] + [len(tokens)]):
        if tokens[start] == program.DOCUMENT:
            state = None
        logits, state = model(torch.tensor(tokens[start:end]), state)
        rows += logits.tolist()
    lanes = torch.tensor([tokens[:40], tokens[40:80]])
    first, state = model(lanes.T[:25])
    second, _ = model(lanes.T[25:], state)
    alone = torch.stack([model(lane)[0] for lane in lanes], 1)
    difference = (torch.cat((first, second)) - alone).abs().max().item()
    return {"logits": rows, "lane_difference": difference}


def tokens(program, path):
    stream = []
    for text in program.documents(path):
        # With conditions each text comes with the name of its own.
        start = program.opening(text[0]) if isinstance(text, tuple) else [program.DOCUMENT]
        stream += start + program.encode(text[1] if isinstance(text, tuple) else text)
    nats, count = program.evaluate(program.load(), [path])
    decoded = program.decode(stream)
    return {"tokens": stream, "nats": nats, "count": count, "text": decoded}


@torch.no_grad()
def train(program, folder):
    model = program.load()
    torch.manual_seed(0)
    for parameter in model.parameters():
        parameter += 0.1 * torch.randn_like(parameter)
    for kind in (torch.float32, torch.float16, torch.bfloat16):
        state = {name: value.to(kind, copy=True) for name, value in model.state_dict().items()}
        name = str(kind).removeprefix("torch.")
        safetensors.torch.save_file(state, f"{folder}/{name}.safetensors")
        floats = {name: value.to(torch.float32, copy=True) for name, value in state.items()}
        safetensors.torch.save_file(floats, f"{folder}/{name}_as_float32.safetensors")
    return sorted(model.state_dict())


def main():
    torch.set_num_threads(1)  # the networks are small
    match sys.argv[1:]:
        case ["read", path, *folders]:
            stream = json.loads(Path(path).read_text("utf-8"))
            result = [read(load_program(folder), stream) for folder in folders]
        case ["tokens", path, *folders]:
            result = [tokens(load_program(folder), path) for folder in folders]
        case ["train", *folders]:
            result = [train(load_program(folder), folder) for folder in folders]
        case _:
            sys.exit(__doc__)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
