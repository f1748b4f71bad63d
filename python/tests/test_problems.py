"""The functions about a problem give what their commands print, of a file and of the same as a mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import betaflow as bf

from .conftest import EXAMPLES

pytestmark = pytest.mark.filterwarnings("ignore::betaflow.BetaflowWarning")

MATCHED = EXAMPLES / "matched.yaml"
PROBLEM: dict[str, Any] = {
    "data": {"signals": [1.0], "noise": 1.0},
    "model": {"latents": 1},
    "training": {"rates": 0.01, "beta": 1.0},
    "initial": {"overlap": 0.01},
    "time": {"end": 3000, "samples": 301},
    "simulation": {"dimension": 500, "replicas": 5, "seed": 7},
}


@pytest.mark.parametrize(
    "name, flags, keywords",
    [
        ("flow", [], {}),
        ("flow", ["--fluctuations"], {"fluctuations": True}),
        ("simulate", ["--replicas", 3], {"replicas": 3}),
        ("compare", ["--replicas", 4, "--dimension", 100], {"replicas": 4, "dimension": 100}),
        ("fixed-points", ["--beta", 0.5], {"beta": 0.5}),
        ("threshold", [], {}),
        ("escape", ["--dimension", 1000], {"dimension": 1000}),
        ("phase", ["--x", "beta=0.5:3:4", "--y", "eta=0.5:2:3"], {"x": "beta=0.5:3:4", "y": "eta=0.5:2:3"}),
        ("branches", ["--x", "beta=0.5:3"], {"x": "beta=0.5:3"}),
        ("anneal", ["--rates", "0.001:0.01:4log"], {"rates": "0.001:0.01:4log"}),
    ],
)
def test_functions_are_commands(
    command: Callable[..., Any], name: str, flags: list[object], keywords: dict[str, Any]
) -> None:
    function = getattr(bf, name.replace("-", "_"))
    assert function(MATCHED, **keywords).to_dict() == command(name, MATCHED, *flags)


def test_finite_data(command: Callable[..., Any]) -> None:
    file = EXAMPLES / "samples.yaml"
    expected = command("finite-data", file, "--alpha", "0.5:5:3")
    assert bf.finite_data(file, alpha="0.5:5:3").to_dict() == expected
    assert np.allclose(bf.finite_data(file, alpha=[0.5, 2.75, 5]).error, expected["error"])


def test_schedule(command: Callable[..., Any]) -> None:
    expected = command("schedule", "tanh(rate=0.002, max=1)", "--steps", 50)
    assert bf.schedule("tanh(rate=0.002, max=1)", steps=50).to_dict() == expected


def test_a_mapping_is_a_problem(tmp_path: Path) -> None:
    flow = bf.flow(PROBLEM)
    assert flow.times.shape == (301,)
    assert flow.arrays["Q"].shape == (301, 1, 1)
    assert flow.states[0].m.shape == (1, 1)
    with pytest.raises(ValueError, match="data.noise"):
        bf.flow({**PROBLEM, "data": {"signals": [1.0], "noise": -1}})
    with pytest.raises(ValueError, match="modle"):
        bf.flow({**PROBLEM, "modle": {}})


def test_what_the_numerics_cannot_deliver() -> None:
    wild = {**PROBLEM, "training": {"rates": 5.0, "beta": 1.0}}
    with pytest.raises(bf.NumericsError, match="t = "):
        bf.flow(wild)


def test_progress_is_told() -> None:
    told: list[tuple[int, int | None, str]] = []
    bf.simulate(PROBLEM, progress=lambda *progress: told.append(progress))
    assert told and all(isinstance(unit, str) for _, _, unit in told)
