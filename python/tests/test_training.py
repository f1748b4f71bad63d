"""What serves a training loop."""

from __future__ import annotations

import sys
import types

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


def test_keras_assigns_a_variable_before_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jax")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras")
    schedule = bf.BetaSchedule("linear(duration=4, max=2)", steps=6)
    beta = keras.Variable(-1.0, trainable=False)
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    x = np.zeros((6, 2), dtype=np.float32)
    callback = bf.training.keras_callback(schedule, beta)
    history = model.fit(x, x[:, :1], batch_size=2, epochs=2, verbose=0, callbacks=[callback])
    # Three batches an epoch: the last β that was assigned is that of step 5.
    assert float(beta) == schedule(5)
    assert history.history["beta"] == [schedule(3), schedule(6)]


def test_scvi_takes_a_linear_ramp() -> None:
    ramp = bf.BetaSchedule("linear(duration=40, min=0.1, max=2)", steps=100)
    assert bf.training.scvi_plan_kwargs(ramp) == {
        "n_steps_kl_warmup": 40,
        "n_epochs_kl_warmup": None,
        "min_kl_weight": pytest.approx(0.1),
        "max_kl_weight": 2,
    }
    constant = bf.training.scvi_plan_kwargs(bf.BetaSchedule(0.5, steps=10))
    assert constant["min_kl_weight"] == constant["max_kl_weight"] == 0.5
    with pytest.raises(ValueError, match="linearly"):
        bf.training.scvi_plan_kwargs(bf.BetaSchedule("tanh(rate=0.1)", steps=100))


def test_lightning_resumes_with_the_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    # The base class alone, so that this is tested without Lightning; its hooks have these names.
    module = types.ModuleType("lightning.pytorch")
    module.Callback = type("Callback", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lightning", types.ModuleType("lightning"))
    monkeypatch.setitem(sys.modules, "lightning.pytorch", module)
    model = types.SimpleNamespace(beta=None)
    first = bf.training.lightning_callback(bf.BetaSchedule("linear(duration=4)", steps=6))
    for batch in range(3):
        first.on_train_batch_start(None, model, None, batch)
    assert model.beta == 0.5
    second = bf.training.lightning_callback(bf.BetaSchedule("linear(duration=4)", steps=6))
    second.load_state_dict(first.state_dict())
    second.on_train_batch_start(None, model, None, 3)
    assert model.beta == 0.75


def test_pythae_sets_the_weight_of_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    # The base class alone, so that this is tested without pythae; its hooks have these names.
    names = ["pythae", "pythae.trainers", "pythae.trainers.training_callbacks"]
    for name in names:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    sys.modules[names[-1]].TrainingCallback = type("TrainingCallback", (), {})  # type: ignore[attr-defined]
    schedule = bf.BetaSchedule("linear(duration=4)", steps=6)
    callback, model = bf.training.pythae_callback(schedule), types.SimpleNamespace(beta=None)
    callback.on_train_begin(None, model=model)
    betas = []
    for _ in range(6):
        betas.append(model.beta)
        callback.on_train_step_end(None, model=model, optimizer=None)
    assert betas == [schedule(step) for step in range(6)]
