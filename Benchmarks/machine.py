"""What a report says about the machine."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

# Instructions for matrices and short numbers, under the names that Linux gives them.
NOTABLE = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "bf16")
# The processes that this one started, on Linux.
CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")


def processor() -> str:
    """The processor's name, and the instructions that matter here."""
    if sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    fields: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    flags = (fields.get("flags") or fields.get("features") or "").split()
    notable = [flag for flag in NOTABLE if flag in flags]
    name = fields.get("model name") or platform.machine()
    return f"{name} ({', '.join(notable)})" if notable else name


def processor_count() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def torch_version() -> str:
    """The version of PyTorch, without importing it."""
    return version("torch")


def foreign_seconds() -> Callable[[], float]:
    """Starts to watch other processes.

    Returns what tells the seconds of a processor that they took since, all processors together;
    0 where the system does not say. It counts as own what this process and its children took, of
    the latter those that have ended and those in `/proc`.
    """
    if not CHILDREN.exists():
        return lambda: 0.0
    start = _busy_seconds() - _own_seconds()
    return lambda: max(0.0, _busy_seconds() - _own_seconds() - start)


def _busy_seconds() -> float:
    """What all processes took since the system started."""
    user, nice, system, *_ = (
        int(word) for word in Path("/proc/stat").read_text().split(maxsplit=8)[1:8]
    )
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """What this process and its children took."""
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    for child in CHILDREN.read_text().split():
        # The name, in brackets, may hold spaces; then come the state and numbers.
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        own += sum(int(word) for word in fields[11:13]) / os.sysconf("SC_CLK_TCK")
    return own


def resident_bytes(usage: resource.struct_rusage) -> int:
    """The most memory that a process held."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
