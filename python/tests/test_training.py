"""What serves a training loop."""

from __future__ import annotations

import numpy as np
import pytest

import betaflow as bf


def test_a_schedule_counts_steps_and_goes_on_from_a_checkpoint() -> None:
    beta = bf.BetaSchedule("linear(duration=4, max=2)", steps=6)
    assert [beta.step() for _ in range(3)] == pytest.approx([0, 0.5, 1])
    other = bf.BetaSchedule("linear(duration=4, max=2)", steps=6)
    other.load_state_dict(beta.state_dict())
    assert other.value == beta.value == pytest.approx(1.5)
    assert other(0) == 0 and other(10_000) == 2 and len(other) == 6
    with pytest.raises(ValueError, match="count from 0"):
        other(-1)
    with pytest.raises(ValueError, match="lineal"):
        bf.BetaSchedule("lineal(duration=4)", steps=6)


class Board:
    """What TensorBoard has of a writer."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, int], float] = {}

    def add_scalar(self, name: str, value: float, step: int) -> None:
        self.told[name, step] = value


def code(means: list[float]) -> tuple[np.ndarray, np.ndarray]:
    draws = np.random.default_rng(0).standard_normal((4000, len(means)))
    return draws * means, np.tile(np.log(1 - np.square(means)), (4000, 1))


def test_a_monitor_measures_kl_and_tells_writers() -> None:
    board = Board()
    monitor = bf.Monitor(writer=board)
    kl = monitor.update(7, **dict(zip(("mu", "logvar"), code([0.8, 0.0]))))
    assert kl == pytest.approx([-0.5 * np.log(1 - 0.64), 0], rel=0.05, abs=1e-12)
    assert monitor.active == 1
    assert board.told["betaflow/active", 7] == 1
    assert board.told["betaflow/kl/0", 7] == kl[0]
    assert np.array_equal(monitor.update(8, kl=kl), kl)
    with pytest.raises(ValueError, match="mu and logvar, or kl"):
        monitor.update(9)


def test_a_monitor_warns_once_and_names_a_dead_decoder() -> None:
    draws = np.random.default_rng(1)
    data = draws.standard_normal((500, 5)) * [3, 2, 1, 1, 1]
    monitor = bf.Monitor(
        data=data, beta=1, patience=3, decoder=lambda z: np.tile(data.mean(0), (len(z), 1))
    )
    mu, logvar = code([1e-4, 1e-4])
    for step in range(2):
        monitor.update(step, mu=mu, logvar=logvar)
    with pytest.warns(bf.BetaflowWarning, match="dead-decoder"):
        monitor.update(2, mu=mu, logvar=logvar)
    monitor.update(3, mu=mu, logvar=logvar)  # It has been said.
    alive = bf.Monitor(data=data, beta=1)
    alive.update(0, mu=mu, logvar=logvar)
    assert alive.diagnosis().verdict == "plateau"
