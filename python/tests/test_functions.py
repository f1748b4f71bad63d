"""Every function gives what its command prints, to the last digit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import betaflow as bf

pytestmark = pytest.mark.filterwarnings("ignore::betaflow.BetaflowWarning")

Command = Callable[..., Any]


def test_plan_of_an_array_is_that_of_the_file(
    digits: np.ndarray, digits_file: Path, command: Command
) -> None:
    expected = command("plan", digits_file, "--latents", 16, "--beta", 60)
    assert bf.plan(digits, latents=16, beta=60).to_dict() == expected
    assert bf.plan(digits_file, latents=16, beta=60).to_dict() == expected


@pytest.mark.parametrize(
    "flags, keywords",
    [
        (["--loss", "mse:mean + 0.1*kl:sum"], {"loss": "mse:mean + 0.1*kl:sum"}),
        (["--beta", 2, "--standardize"], {"beta": 2, "standardize": True}),
        (["--decoder", "poisson"], {"decoder": "poisson"}),
        (["--drop", "1,33:40", "--scale", 16], {"drop": "1,33:40", "scale": 16}),
        (["--rows", "1:500", "--beta", 60], {"rows": (1, 500), "beta": 60}),
        (
            ["--beta", 60, "--learning-rate", 1e-4, "--batch", 32, "--epochs", 50],
            {"beta": 60, "learning_rate": 1e-4, "batch": 32, "epochs": 50},
        ),
    ],
)
def test_keywords_are_flags(
    digits: np.ndarray,
    digits_file: Path,
    command: Command,
    flags: list[object],
    keywords: dict[str, Any],
) -> None:
    expected = command("plan", digits_file, "--latents", 8, *flags)
    found = bf.plan(digits, latents=8, **keywords).to_dict()
    # Columns of the file have names, those of an array do not.
    assert _without_advice(found) == _without_advice(expected)


def _without_advice(plan: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plan.items() if key != "advice"}


def test_loss(command: Command) -> None:
    expected = command("loss", "mse:mean + 0.00025*kl:sum", "--dimension", 12288)
    assert bf.loss("mse:mean + 0.00025*kl:sum", dimension=12288).to_dict() == expected
    expected = command("loss", "mse + w*kl", "--dimension", 10, "--latents", 2, "--set", "w=3")
    assert bf.loss("mse + w*kl", dimension=10, latents=2, set={"w": 3}).to_dict() == expected


def test_train(digits: np.ndarray, digits_file: Path, command: Command) -> None:
    expected = command("train", digits_file, "--latents", 4, "--beta", 65)
    assert bf.train(digits, latents=4, beta=65).to_dict() == expected


def test_diagnose(tmp_path: Path, digits: np.ndarray, digits_file: Path, command: Command) -> None:
    draws = np.random.default_rng(0)
    mu = np.hstack([digits[:, [21]] / 5, 1e-3 * draws.standard_normal((len(digits), 2))])
    logvar = np.full_like(mu, -0.01)
    np.save(tmp_path / "mu.npy", mu)
    np.save(tmp_path / "logvar.npy", logvar)
    files = ["--mu", tmp_path / "mu.npy", "--logvar", tmp_path / "logvar.npy"]
    expected = command("diagnose", *files, "--data", digits_file, "--beta", 60)
    assert bf.diagnose(mu, logvar, data=digits, beta=60).to_dict() == expected


def test_results_show_themselves(digits: np.ndarray) -> None:
    plan = bf.plan(digits, latents=16, beta=60)
    assert "of 16 latents live" in repr(plan)
    assert plan.active == 5
    assert plan.eigenvalues.shape == (64,)
    assert plan.latents[0].active is True
    assert plan.arrays["kl"].dtype == np.float64
    assert json.loads(plan.to_json()) == plan.to_dict()
    page = plan._repr_html_()
    assert "<table>" in page and "eigenvalue" in page
    assert "active" in dir(plan) and "active" in plan
    with pytest.raises(AttributeError, match="no field 'activ'"):
        plan.activ


def test_a_table_of_pandas_has_a_row_per_latent(digits: np.ndarray) -> None:
    pytest.importorskip("pandas")
    table = bf.plan(digits, latents=16, beta=60).to_dataframe()
    assert len(table) == 16
    assert {"eigenvalue", "kl"} <= set(table.columns)
