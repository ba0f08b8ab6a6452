"""A scratch virtual environment with PyTorch, outside the repository."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

VARIABLE = "CHARLM_BENCH_VENV"
PACKAGES = ("torch", "numpy")


def default_directory() -> Path:
    """The directory that the environment variable names, or one among the temporary files."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(tempfile.gettempdir()) / "charlm-benchmarks-venv"


def add_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--venv`."""
    parser.add_argument(
        "--venv",
        type=Path,
        default=default_directory(),
        metavar="DIR",
        help=f"virtual environment with PyTorch; made if missing (default: ${VARIABLE}, "
        "or a directory among the temporary files)",
    )


def enter(directory: Path) -> None:
    """Goes on in the virtual environment: makes it if it is missing, and starts this script there.

    Returns only inside of it, with all packages installed.
    """
    directory = directory.absolute()
    if Path(sys.prefix).resolve() == directory.resolve():
        _install_missing()
        return
    interpreter = directory / "bin" / "python"
    if not interpreter.exists():
        print(f"Making a virtual environment in {directory}", file=sys.stderr)
        venv.create(directory, with_pip=True)
    sys.stdout.flush()
    os.environ[VARIABLE] = str(directory)
    os.execv(interpreter, [str(interpreter), *sys.argv])


def _install_missing() -> None:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        print(f"Installing {', '.join(missing)}", file=sys.stderr)
        command = [sys.executable, "-m", "pip", "install", "--quiet", *missing]
        subprocess.run(command, check=True, stdout=sys.stderr)
        importlib.invalidate_caches()
