"""A ReLU VAE whose latents are dead at constant β although theory lets them live, and the same with a ramp.

The cause is the decoder, not β: its units died while it was fed the noise of an encoder that said nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import betaflow as bf

jax = pytest.importorskip("jax")
numpy = jax.numpy

LATENTS, WIDTH, BATCH, STEPS, RATE = 16, 128, 128, 4000, 1e-3


class VAE:
    """Two hidden layers of ReLU each way, trained by Adam on ½SSE + β KL."""

    def __init__(self, columns: int, seed: int) -> None:
        sizes = [(columns, WIDTH), (WIDTH, WIDTH), (WIDTH, 2 * LATENTS)]
        sizes += [(LATENTS, WIDTH), (WIDTH, WIDTH), (WIDTH, columns)]
        keys = jax.random.split(jax.random.PRNGKey(seed), len(sizes))
        self.weights = [self._layer(key, *size) for key, size in zip(keys, sizes)]

    @staticmethod
    def _layer(key: Any, inputs: int, outputs: int) -> tuple[Any, Any]:
        # As PyTorch starts linear layers.
        bound = inputs**-0.5
        weights = jax.random.uniform(key, (inputs, outputs), minval=-bound, maxval=bound)
        bias = jax.random.uniform(
            jax.random.fold_in(key, 1), (outputs,), minval=-bound, maxval=bound
        )
        return weights, bias

    @staticmethod
    def _apply(layers: Any, x: Any) -> Any:
        (a, b), (c, d), (e, f) = layers
        return jax.nn.relu(jax.nn.relu(x @ a + b) @ c + d) @ e + f

    def encode(self, weights: Any, x: Any) -> tuple[Any, Any]:
        mu, logvar = numpy.split(self._apply(weights[:3], x), 2, axis=-1)
        return mu, logvar

    def decode(self, weights: Any, z: Any) -> Any:
        return self._apply(weights[3:], z)

    def train(self, data: np.ndarray, beta: Callable[[int], float]) -> None:
        x_all = numpy.asarray(data)

        def loss(weights: Any, x: Any, key: Any, weight: Any) -> Any:
            mu, logvar = self.encode(weights, x)
            z = mu + numpy.exp(0.5 * logvar) * jax.random.normal(key, mu.shape)
            kl = 0.5 * (mu**2 + numpy.exp(logvar) - logvar - 1).sum(-1).mean()
            return 0.5 * ((x - self.decode(weights, z)) ** 2).sum(-1).mean() + weight * kl

        def step(state: Any, given: Any) -> Any:
            (weights, first, second, count), (weight, key) = state, given
            rows = jax.random.randint(jax.random.fold_in(key, 7), (BATCH,), 0, len(x_all))
            slope = jax.grad(loss)(weights, x_all[rows], key, weight)
            count += 1
            first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
            second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, slope)
            size = RATE * 0.5 * (1 + numpy.cos(numpy.pi * count / STEPS))
            m, v = 1 - 0.9**count, 1 - 0.999**count
            weights = jax.tree.map(
                lambda w, a, b: w - size * (a / m) / (numpy.sqrt(b / v) + 1e-8),
                weights,
                first,
                second,
            )
            return (weights, first, second, count), None

        zero = jax.tree.map(numpy.zeros_like, self.weights)
        betas = numpy.asarray([beta(i) for i in range(STEPS)])
        keys = jax.random.split(jax.random.PRNGKey(11), STEPS)
        start = (self.weights, zero, zero, 0.0)
        (self.weights, *_), _ = jax.jit(lambda s, g: jax.lax.scan(step, s, g))(start, (betas, keys))


@pytest.fixture(scope="module")
def data(digits: np.ndarray) -> np.ndarray:
    return (digits - digits.mean(0)) / 16


@pytest.mark.filterwarnings("ignore::betaflow.BetaflowWarning")
def test_a_ramp_keeps_alive_what_constant_beta_kills(data: np.ndarray) -> None:
    theory = bf.plan(data, latents=LATENTS, beta=1, quiet=True)
    level = 0.8 * theory.eigenvalues[0]
    expected = bf.plan(data, latents=LATENTS, beta=level, steps=STEPS, quiet=True)
    assert expected.active > 0

    found = {}
    # What is recommended is a factor of β.
    ramp = bf.BetaSchedule(expected.recommended.schedule, steps=STEPS, scale=level)
    assert ramp(STEPS) == level and ramp(0) == 0
    for name, beta in {"constant": lambda _: level, "ramp": ramp}.items():
        model = VAE(data.shape[1], seed=0)
        model.train(data, beta)
        monitor = bf.Monitor(
            data=data,
            beta=level,
            decoder=lambda z, model=model: model.decode(model.weights, z),
        )
        mu, logvar = model.encode(model.weights, data)
        monitor.update(STEPS, mu=mu, logvar=logvar)
        found[name] = monitor

    assert found["constant"].active == 0
    assert found["constant"].diagnosis().verdict == "dead-decoder"
    assert found["ramp"].active > 0
    assert found["ramp"].diagnosis().verdict not in ("dead-decoder", "collapsed")
