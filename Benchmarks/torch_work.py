"""The pieces of work in PyTorch. Each is a function that does one run and returns its tokens."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from task import EMBEDDING, LINE_LENGTH, LINES, STREAM, TEMPERATURE, VOCABULARY, Setting, Task

Run = Callable[[], int]
MODULES = {"lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"lstm": nn.LSTMCell, "gru": nn.GRUCell}
# Windows of training text, one after the other.
WINDOWS = 20
# Characters of one run of sampling, and about as many of evaluation.
SAMPLE_RUN, EVALUATE_RUN = 200, 10_000


def prepare(task: Task, setting: Setting) -> Run:
    """Makes ready what a run needs."""
    torch.manual_seed(0)
    torch.set_num_threads(setting.threads)
    torch.set_flush_denormal(True)
    torch.backends.mkldnn.enabled = setting.onednn  # type: ignore[assignment]
    works = {"train": _train, "sample": _sample, "score": _score, "evaluate": _evaluate}
    return works[task.work](task, setting)


class CharacterModel(nn.Module):
    """Embedding, recurrent layers, output projection."""

    def __init__(self, task: Task, batch_first: bool = False) -> None:
        super().__init__()
        shape = task.shape
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        self.rnn = MODULES[task.cell](
            EMBEDDING, shape.hidden, shape.layers, batch_first=batch_first
        )
        self.output = nn.Linear(shape.hidden, VOCABULARY)

    def forward(self, tokens, state):  # no annotations: the state's type depends on the cell
        hidden, state = self.rnn(self.embedding(tokens), state)
        return self.output(hidden), state


def _tokens(*size: int) -> Tensor:
    return torch.randint(2, VOCABULARY, size, generator=torch.Generator().manual_seed(1))


def _model(task: Task, setting: Setting) -> CharacterModel:
    model = CharacterModel(task, setting.batch_first)
    return model.to(torch.bfloat16) if setting.numbers == "bfloat16" else model


def _products(setting: Setting) -> contextlib.AbstractContextManager[object]:
    if setting.numbers == "autocast":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def _zero_state(task: Task, lanes: int, dtype: torch.dtype) -> Tensor | tuple[Tensor, Tensor]:
    zero = torch.zeros(task.shape.layers, lanes, task.shape.hidden, dtype=dtype)
    return (zero, zero.clone()) if task.cell == "lstm" else zero


def _detached(state: Tensor | tuple[Tensor, Tensor]) -> Tensor | tuple[Tensor, Tensor]:
    return state.detach() if isinstance(state, Tensor) else (state[0].detach(), state[1].detach())


def _train(task: Task, setting: Setting) -> Run:
    shape = task.shape
    model = _model(task, setting)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    stream = _tokens(shape.batch, WINDOWS * shape.window + 1)
    if not setting.batch_first:
        stream = stream.t().contiguous()
    along = 1 if setting.batch_first else 0
    state = _zero_state(task, shape.batch, model.output.weight.dtype)
    step = 0

    def run() -> int:
        nonlocal state, step
        first = step % WINDOWS * shape.window
        inputs = stream.narrow(along, first, shape.window)
        targets = stream.narrow(along, first + 1, shape.window)
        with _products(setting):
            logits, state = model(inputs, _detached(state))
            loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        return inputs.numel()

    return run


def _score(task: Task, setting: Setting) -> Run:
    model = _model(task, setting).eval()
    texts = sorted(_tokens(LINES, LINE_LENGTH), key=len)
    boundary = torch.ones(1, dtype=torch.long)
    along = 1 if setting.batch_first else 0

    @torch.inference_mode()
    def run() -> int:
        for first in range(0, LINES, setting.lines):
            lines = [torch.cat((boundary, line)) for line in texts[first : first + setting.lines]]
            padded = nn.utils.rnn.pad_sequence(lines, batch_first=setting.batch_first)
            steps = padded.shape[along] - 1
            targets = padded.narrow(along, 1, steps)
            with _products(setting):
                logits, _ = model(padded.narrow(along, 0, steps), None)
            losses = functional.cross_entropy(
                logits.flatten(0, 1).float(), targets.flatten(), reduction="none"
            ).view(targets.shape)
            # 0 is only padding.
            losses.masked_fill_(targets == 0, 0).sum(along).tolist()
        return LINES * LINE_LENGTH

    return run


def _evaluate(task: Task, setting: Setting) -> Run:
    model = _model(task, setting).eval()
    stream = _tokens(STREAM + 1)
    state = _zero_state(task, 1, model.output.weight.dtype)
    # Chunks of a run; the next one goes on where this one ends, and the stream begins anew.
    chunks = max(1, EVALUATE_RUN // setting.chunk)
    starts = range(0, STREAM - setting.chunk + 1, setting.chunk)
    done = 0

    @torch.inference_mode()
    def run() -> int:
        nonlocal state, done
        total = torch.zeros((), dtype=torch.float64)
        for _ in range(chunks):
            first = starts[done % len(starts)]
            inputs = stream[first : first + setting.chunk]
            targets = stream[first + 1 : first + 1 + setting.chunk]
            with _products(setting):
                logits, state = model(inputs[:, None], state)
            total += functional.cross_entropy(logits[:, 0].float(), targets, reduction="sum")
            done += 1
        total.item()
        return chunks * setting.chunk

    return run


class _Stepper(nn.Module):
    """One step of one stream through modules that take a whole sequence."""

    def __init__(self, model: CharacterModel) -> None:
        super().__init__()
        self.embedding, self.rnn, self.output = model.embedding, model.rnn, model.output

    def forward(self, token, state):
        hidden, state = self.rnn(self.embedding(token).unsqueeze(0), state)
        return self.output(hidden[0]), state


class _CellStepper(nn.Module):
    """The same through one module a layer; the state is the list of what those carry."""

    def __init__(self, task: Task, dtype: torch.dtype) -> None:
        super().__init__()
        shape = task.shape
        widths = [EMBEDDING] + [shape.hidden] * (shape.layers - 1)
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        self.cells = nn.ModuleList(CELLS[task.cell](width, shape.hidden) for width in widths)
        self.output = nn.Linear(shape.hidden, VOCABULARY)
        self.is_lstm = task.cell == "lstm"
        self.to(dtype)

    def forward(self, token: Tensor, state: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        hidden, after = self.embedding(token), []
        for i, cell in enumerate(self.cells):
            if self.is_lstm:
                hidden, memory = cell(hidden, (state[2 * i], state[2 * i + 1]))
                after += [hidden, memory]
            else:
                hidden = cell(hidden, state[i])
                after.append(hidden)
        return self.output(hidden), after


class _FlatState(nn.Module):
    """A stepper whose state is a list of tensors, whatever the cell."""

    def __init__(self, stepper: _Stepper, is_lstm: bool) -> None:
        super().__init__()
        self.stepper = stepper
        self.is_lstm = is_lstm

    def forward(self, token: Tensor, state: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        if self.is_lstm:
            logits, (hidden, memory) = self.stepper(token, (state[0], state[1]))
            return logits, [hidden, memory]
        logits, hidden = self.stepper(token, state[0])
        return logits, [hidden]


def _quantized(model: nn.Module) -> nn.Module:
    from torch.ao.quantization import quantize_dynamic

    kinds = {nn.LSTM, nn.GRU, nn.LSTMCell, nn.GRUCell, nn.Linear}
    return quantize_dynamic(model, kinds, dtype=torch.qint8)


def _sample(task: Task, setting: Setting) -> Run:
    warnings.simplefilter("ignore")
    dtype = torch.bfloat16 if setting.numbers == "bfloat16" else torch.float32
    shape = task.shape
    parts = 2 if task.cell == "lstm" else 1
    stepper: nn.Module
    if setting.form.endswith("cells"):
        stepper = _CellStepper(task, dtype)
        state = [torch.zeros(1, shape.hidden, dtype=dtype)] * (parts * shape.layers)
    else:
        stepper = _FlatState(_Stepper(CharacterModel(task).to(dtype)), task.cell == "lstm")
        state = [torch.zeros(shape.layers, 1, shape.hidden, dtype=dtype)] * parts
    stepper.eval()
    if setting.numbers == "int8":
        stepper = _quantized(stepper)
    token = torch.ones(1, dtype=torch.long)
    with torch.inference_mode():
        if setting.form.startswith("traced"):
            stepper = torch.jit.trace(stepper, (token, state), check_trace=False)
            stepper = torch.jit.freeze(stepper)

    @torch.inference_mode()
    def run() -> int:
        nonlocal token, state
        for _ in range(SAMPLE_RUN):
            logits, state = stepper(token, state)
            chances = torch.softmax(logits[0].float() / TEMPERATURE, 0)
            token = torch.multinomial(chances, 1)
        return SAMPLE_RUN

    return run
