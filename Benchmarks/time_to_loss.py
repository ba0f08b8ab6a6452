#!/usr/bin/env python3
"""Compares how long charlm and PyTorch train until the validation loss is so low.

The runs follow one another, on the same text with its last tenth held out. Seconds are those of
training, without evaluations, for all of them.
"""

from __future__ import annotations

import argparse
import datetime
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import charlm
import charlm_training
import environment
import machine
from loss_curve import LossCurve, table

if TYPE_CHECKING:
    from torch import Tensor

LOSSES = (2.5, 2.0, 1.9, 1.8, 1.7, 1.6, 1.55)
PEERS = ("lstm", "gpt")
VALIDATION_SHARE = 0.1


@dataclass(frozen=True)
class Text:
    """A text as numbers; 0 is the boundary before it, as in charlm."""

    training: list[int]
    validation: list[int]
    vocabulary: int

    @staticmethod
    def read(path: Path) -> Text:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        numbers = {character: 1 + i for i, character in enumerate(sorted(set(text)))}
        tokens = [numbers[character] for character in text]
        cut = int(len(tokens) * (1 - VALIDATION_SHARE))
        return Text(tokens[:cut], tokens[cut:], 1 + len(numbers))


def numbers(text: str) -> tuple[float, ...]:
    return tuple(float(word) for word in text.split(","))


def peers(text: str) -> tuple[str, ...]:
    words = tuple(word for word in text.split(",") if word)
    for word in words:
        if word not in PEERS:
            raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(PEERS)}")
    return words


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    add = parser.add_argument
    add("--text", type=Path, required=True, metavar="FILE", help="UTF-8 text")
    add(
        "--budget",
        type=float,
        default=300,
        metavar="SECONDS",
        help="of a run at most, evaluations included (default: 300)",
    )
    add("--epochs", type=float, default=10, help="of the recurrent networks (default: 10)")
    add("--iterations", type=int, default=2000, help="of the transformer (default: 2000)")
    add(
        "--evaluate-every",
        type=int,
        default=100,
        metavar="STEPS",
        help=f"a multiple of {charlm_training.REPORT_EVERY} (default: 100)",
    )
    add("--losses", type=numbers, default=LOSSES, help="nats per character, parted by commas")
    add("--peers", type=peers, default=PEERS, help=f"(default: {','.join(PEERS)})")
    add("--precision", default="auto", help="of charlm (default: auto)")
    add(
        "--torch-precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="of the PyTorch LSTM's products; auto = the faster (default: auto)",
    )
    add("--threads", type=int, default=machine.processor_count(), help="(default: all processors)")
    add("--seed", type=int, default=0, help="(default: 0)")
    add("--json", type=Path, metavar="FILE", help="write all figures here")
    charlm.add_option(parser)
    environment.add_option(parser)
    arguments = parser.parse_args()
    every = arguments.evaluate_every
    if every < 1 or every % charlm_training.REPORT_EVERY:
        parser.error(f"evaluate-every: {every} is no multiple of {charlm_training.REPORT_EVERY}")
    for path in (arguments.text, arguments.charlm):
        if not path.exists():
            parser.error(f"{path} is missing")
    return arguments


def run_charlm(arguments: argparse.Namespace) -> tuple[LossCurve, dict[str, Any]]:
    """Trains with the defaults of `charlm train`, but with the optimizer that PyTorch has."""
    options = {
        "preset": "plain",
        "optimizer": "adamw",
        "rate": 4e-3,
        "weight-decay": 0.01,
        "valid-fraction": VALIDATION_SHARE,
        "epochs": arguments.epochs,
        "minutes": arguments.budget / 60,
        "eval-every": arguments.evaluate_every,
        "precision": arguments.precision,
        "threads": arguments.threads,
        "seed": arguments.seed,
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with tempfile.TemporaryDirectory() as directory:
        return charlm_training.train(
            arguments.charlm, arguments.text, Path(directory) / "model", words
        )


def run_lstm(
    text: Text, configuration: dict[str, Any], arguments: argparse.Namespace
) -> LossCurve:
    """Trains the same network as charlm did, in PyTorch."""
    import torch_lstm

    training, validation = tensor([0, *text.training]), tensor([0, *text.validation])
    options = torch_lstm.Options(
        epochs=arguments.epochs,
        budget=arguments.budget,
        evaluate_every=arguments.evaluate_every,
        seed=arguments.seed,
        bfloat16=arguments.torch_precision == "bfloat16",
    )
    if arguments.torch_precision == "auto":
        bfloat16 = torch_lstm.is_faster_in_bfloat16(
            training, text.vocabulary, configuration, options
        )
        options = replace(options, bfloat16=bfloat16)
    return torch_lstm.train(training, validation, text.vocabulary, configuration, options)


def run_gpt(text: Text, arguments: argparse.Namespace) -> LossCurve:
    """Trains the transformer."""
    import torch_gpt

    return torch_gpt.train(
        tensor(text.training),
        tensor(text.validation),
        text.vocabulary,
        replace(torch_gpt.Recipe(), iterations=arguments.iterations),
        budget=arguments.budget,
        evaluate_every=arguments.evaluate_every,
        seed=arguments.seed,
    )


def tensor(tokens: Sequence[int]) -> Tensor:
    import torch

    return torch.tensor(tokens, dtype=torch.long)


def main() -> None:
    arguments = parse_arguments()
    environment.enter(arguments.venv)
    about = {
        "Text": f"{arguments.text.name}, {arguments.text.stat().st_size} bytes",
        "Date": datetime.date.today().isoformat(),
        "Processor": machine.processor(),
        "Threads": str(arguments.threads),
        "PyTorch": machine.torch_version(),
        "Budget of a run": f"{arguments.budget:g} s, evaluations included",
        "Seconds": "of training, without evaluations",
    }
    for name, value in about.items():
        print(f"- {name}: {value}")
    print(flush=True)

    curve, configuration = run_charlm(arguments)
    curves = [curve]
    print(f"- {curve}", flush=True)
    if arguments.peers:
        import torch

        torch.set_num_threads(arguments.threads)
        torch.set_flush_denormal(True)
    text = Text.read(arguments.text)
    for peer in arguments.peers:
        if peer == "gpt":
            curves.append(run_gpt(text, arguments))
        else:
            curves.append(run_lstm(text, configuration, arguments))
        print(f"- {curves[-1]}", flush=True)
    print()
    print(table(curves, arguments.losses))
    if arguments.json:
        value = {
            "about": about,
            "charlm_configuration": configuration,
            "curves": [curve.to_json() for curve in curves],
        }
        arguments.json.write_text(json.dumps(value, indent=2) + "\n")


if __name__ == "__main__":
    main()
