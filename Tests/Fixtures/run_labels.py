"""Labels of PyTorch from a model directory of charlm: probabilities of every label, at every character
(tagger) or of the text (classifier).

    run_labels.py MODEL OUT < tokens.json

Used by a test where CHARLM_PYTHON names a Python that has torch and safetensors.
"""

import json
import sys

import torch
from safetensors.torch import load_file


class Network(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        network, labels = config["network"], len(config["labels"])
        h, e, both = network["hidden_size"], network["embedding_size"], network["bidirectional"]
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "elman": torch.nn.RNN}[network["cell"]]
        self.embedding = torch.nn.Embedding(config["vocabulary_size"], e)
        self.rnn = kind(e, h, network["layers"], bidirectional=both)
        self.output = torch.nn.Linear(h * (2 if both else 1), labels)
        self.pool, self.h = config.get("pool"), h

    def forward(self, tokens):
        top, _ = self.rnn(self.embedding(tokens))
        if self.pool == "mean":
            top = top.mean(0, keepdim=True)
        elif self.pool == "max":
            top = top.max(0, keepdim=True).values
        elif self.pool == "last":
            top = torch.cat([top[-1:, : self.h], top[:1, self.h :]], 1)
        return torch.softmax(self.output(top), 1)


directory, out = sys.argv[1:]
with open(f"{directory}/config.json", encoding="utf-8") as file:
    module = Network(json.load(file))
module.load_state_dict(load_file(f"{directory}/model.safetensors"), strict=True)
with torch.no_grad():
    result = module(torch.tensor(json.load(sys.stdin))).tolist()
with open(out, "w", encoding="utf-8") as file:
    json.dump(result, file)
