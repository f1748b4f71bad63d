"""Mistakes are exceptions that say what is wrong, and nothing ends the process."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import betaflow as bf

DATA = np.random.default_rng(2).standard_normal((50, 4))


@pytest.mark.parametrize(
    "keywords, words",
    [
        ({"latents": 0}, "latents: found 0"),
        ({"latents": 2, "beta": -1}, "beta"),
        ({"latents": 2, "decoder": "poison"}, "poisson"),
        ({"latents": 2, "loss": "mse + kll"}, "kll"),
        ({"latents": 2, "seed": -1}, "seed"),
        ({"latents": 2, "top": 1}, "top"),
        ({"latents": "many"}, "latents"),
        ({"latents": 2, "threads": 0}, "threads"),
    ],
)
def test_wrong_values_are_named(keywords: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        bf.plan(DATA, **keywords)  # type: ignore[arg-type]


def test_unknown_keywords_are_refused() -> None:
    with pytest.raises(TypeError, match="colums"):
        bf.plan(DATA, latents=2, colums=3)


@pytest.mark.parametrize(
    "data",
    [
        np.full((3, 3), np.nan),
        np.ones((3, 3)),
        np.empty((0, 3)),
        np.zeros((3, 3), dtype=complex),
        np.array([["a", "b"]]),
        np.array([object()]),
        np.arange(5.0),
        np.float64(3),
    ],
    ids=["nan", "constant", "empty", "complex", "text", "objects", "series", "scalar"],
)
def test_bad_data_are_data_errors(data: np.ndarray) -> None:
    with pytest.raises(bf.DataError):
        bf.plan(data, latents=2)
    assert issubclass(bf.DataError, ValueError)


def test_missing_files() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere.npy"):
        bf.plan("nowhere.npy", latents=2)


def test_warnings_can_be_kept_quiet() -> None:
    data = np.hstack([DATA, np.ones((50, 1))])
    with pytest.warns(bf.BetaflowWarning, match="constant"):
        bf.plan(data, latents=2)
    quiet = bf.plan(data, latents=2, quiet=True)
    assert any("constant" in text for _, text in quiet.remarks)


LONG = """
import numpy as np, betaflow as bf, os, sys
data = np.random.default_rng(0).standard_normal((2000, 200))
print("ready", flush=True)
try:
    bf.train(data, latents=16, beta=0.1, learning_rate=1e-5, steps=10**8, batch=16, quiet=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    assert bf.plan(data, latents=2, quiet=True).beta == 1
    sys.exit(3)
"""


def test_an_interrupt_ends_a_run_at_once() -> None:
    process = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - sent < 0.5  # 0.2 s, and what a busy machine adds.
    assert process.wait(20) == 3
    process.stdout.close()


def test_threads_give_the_same_results() -> None:
    expected = bf.plan(DATA, latents=2, quiet=True).to_json()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(bf.plan(DATA, latents=2, quiet=True).to_json()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


FORK = """
import numpy as np, betaflow as bf, os
data = np.random.default_rng(2).standard_normal((50, 4))
expected = bf.plan(data, latents=2, quiet=True).to_json()
child = os.fork()
answer = bf.plan(data, latents=2, quiet=True).to_json()
if child == 0:
    os._exit(0 if answer == expected else 1)
assert os.waitpid(child, 0)[1] == 0 and answer == expected
"""


def test_a_fork_after_import_works() -> None:
    assert subprocess.run([sys.executable, "-c", FORK], timeout=60).returncode == 0
