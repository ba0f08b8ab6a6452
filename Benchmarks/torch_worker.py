"""A process that runs PyTorch. It reads a JSON object a line and answers with one.

While nothing is asked it waits for input and uses no processor.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from typing import Any

import machine
import torch_work
from task import Setting, Task


class Worker:
    """Keeps the last task ready, so that asking for it again costs nothing but the runs."""

    def __init__(self) -> None:
        self._ready: tuple[Task, Setting] | None = None
        self._run: torch_work.Run | None = None
        self._start_memory = _peak_memory()

    def time(self, task: Task, setting: Setting, limit: float) -> dict[str, Any]:
        """The median of the runs of about `limit` seconds, after one that does not count."""
        if self._ready != (task, setting) or self._run is None:
            self._ready = self._run = None
            self._run = torch_work.prepare(task, setting)
            self._ready = (task, setting)
        run = self._run
        tokens = run()
        seconds: list[float] = []
        while sum(seconds) < limit or len(seconds) < 2:
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        middle = statistics.median(seconds)
        return {
            "tokens_per_second": tokens / middle,
            "seconds": middle,
            "runs": len(seconds),
            "start_memory_bytes": self._start_memory,
            "peak_memory_bytes": _peak_memory(),
        }


def _peak_memory() -> int:
    return machine.resident_bytes(resource.getrusage(resource.RUSAGE_SELF))


def main() -> None:
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            task, setting = Task.from_json(request["task"]), Setting(**request["setting"])
            answer = worker.time(task, setting, request["seconds"])
        except Exception as error:  # a setting that PyTorch refuses is an answer too
            first = (str(error).strip().splitlines() or [""])[0]
            answer = {"error": f"{type(error).__name__}: {first}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
