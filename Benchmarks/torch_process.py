"""Asks a PyTorch process, and finds its fastest setting."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from report import Memory
from task import Setting, Task, axes, first_setting, variants

WORKER = Path(__file__).with_name("torch_worker.py")


class TorchProcess:
    """A child process with PyTorch, idle between questions."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> TorchProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def time(self, task: Task, setting: Setting, seconds: float) -> dict[str, Any]:
        """One run; an answer with `error` if PyTorch refuses the setting."""
        assert self._process.stdin and self._process.stdout
        request = {"task": task.to_json(), "setting": setting.to_json(), "seconds": seconds}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            what = f"{task}, {setting.describe(task.work)}"
            raise RuntimeError(f"the PyTorch process ended during {what}")
        return json.loads(line)

    def fastest_setting(
        self, task: Task, threads: int, seconds: float
    ) -> tuple[Setting, list[dict[str, Any]]]:
        """Changes one axis of the setting at a time and keeps what is faster.

        Returns the setting, and all that was tried.
        """
        tried: list[dict[str, Any]] = []

        def speed(setting: Setting) -> float:
            answer = self.time(task, setting, seconds)
            tried.append({"setting": setting.to_json(), **answer})
            return answer.get("tokens_per_second", 0)

        best = first_setting(task, threads)
        best_speed = speed(best)
        for axis, values in axes(task, threads).items():
            for setting in variants(best, axis, values):
                if (found := speed(setting)) > best_speed:
                    best, best_speed = setting, found
        if best_speed == 0:
            raise RuntimeError(f"PyTorch does no setting of {task}: {tried[0]['error']}")
        return best, tried


def memory(task: Task, setting: Setting) -> Memory:
    """The memory of a process of its own that does only this task."""
    with TorchProcess() as process:
        answer = process.time(task, setting, 0)
    return Memory(answer["peak_memory_bytes"], answer["start_memory_bytes"])
