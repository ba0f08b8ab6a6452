"""Writes sequences.safetensors: weights in three formats, inputs and results of PyTorch's nn.RNN, nn.LSTM and nn.GRU.

Usage: python make_sequence_fixture.py FILE   (needs torch and safetensors)
"""

import sys

import torch
from safetensors.torch import save_file

torch.manual_seed(5)
tensors = {}
for name, module in (
    ("rnn", torch.nn.RNN(5, 4, 2)),
    ("relu", torch.nn.RNN(3, 4, 1, nonlinearity="relu", bidirectional=True)),
    ("lstm", torch.nn.LSTM(5, 4, 2, bidirectional=True)),
    ("unbiased", torch.nn.LSTM(3, 2, 2, bias=False)),
    ("gru", torch.nn.GRU(5, 3, 2, bidirectional=True)),
):
    inputs = torch.randn(6, 3, module.input_size, requires_grad=True)
    output, state = module(inputs)
    slope = torch.randn_like(output)
    (output * slope).sum().backward()
    state = state if isinstance(state, tuple) else (state,)
    for key, value in module.state_dict().items():
        tensors[f"{name}.{key}"] = value
        tensors[f"{name}.half.{key}"] = value.half()
        tensors[f"{name}.bfloat16.{key}"] = value.bfloat16()
    for key, value in module.named_parameters():
        tensors[f"{name}.gradient.{key}"] = value.grad
    tensors[f"{name}.input"] = inputs.detach()
    tensors[f"{name}.output"] = output.detach()
    tensors[f"{name}.slope"] = slope
    tensors[f"{name}.input_gradient"] = inputs.grad
    for plane, value in enumerate(state):
        tensors[f"{name}.state{plane}"] = value.detach()
save_file({key: value.contiguous() for key, value in tensors.items()}, sys.argv[1])
