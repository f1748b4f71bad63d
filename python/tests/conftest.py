"""What tests share: the bundled data, and the command where it is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "Examples"


@pytest.fixture(scope="session")
def digits_file() -> Path:
    return EXAMPLES / "digits.csv"


@pytest.fixture(scope="session")
def digits(digits_file: Path) -> np.ndarray:
    return np.genfromtxt(digits_file, delimiter=",", skip_header=1)


@pytest.fixture(scope="session")
def command() -> Callable[..., Any]:
    """Calls the command and returns its JSON; ``BETAFLOW`` says where it is."""
    program = os.environ.get("BETAFLOW") or shutil.which("betaflow")
    if program is None:
        pytest.skip("the command betaflow is not there to compare with (BETAFLOW names it)")

    def call(*words: object) -> Any:
        run = subprocess.run(
            [program, *map(str, words), "--format", "json", "--quiet"],
            capture_output=True,
            text=True,
            cwd=EXAMPLES,
        )
        if run.returncode:
            raise AssertionError(run.stderr)
        return json.loads(run.stdout)

    return call
