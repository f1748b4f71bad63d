"""Trains networks on real data and compares what they end in with the linear prediction.

    python3 study.py [--cells N] [--output runs.csv]

Appends a row per trained model to the CSV and leaves out cells that stand there already, so that a run
that was ended goes on where it stopped.
"""

import argparse
import csv
import datetime
import os
import pathlib
import sys
import time

try:
    import jax
except ImportError:
    sys.exit("skipped: JAX is not installed (see README.md)")

import jax.numpy as jnp
import numpy as np

from networks import NETWORKS, divergences, negative_log_likelihood
from tables import score_eigenvalues, table

RATIOS = (1.1, 0.8, 0.5, 0.25, 0.1, 0.05, 0.02)
SCHEDULES = ("constant", "ramp")
SEEDS = (1, 2, 3)
BATCH, RATE, RAMP = 64, 1e-3, 0.4
ACTIVE_KL, DEAD_SPREAD, PROBES = 0.01, 1e-4, 512
FIELDS = (
    "data", "decoder", "network", "activation", "start", "schedule", "ratio", "beta", "seed",
    "latents", "predicted_kl", "predicted_active", "measured_kl", "active", "nll", "dead_share", "steps",
    "jax", "numpy", "date")


def cells():
    """Data, decoder, network, activation, start and steps, the telling ones first."""
    tables = [
        (data, decoder) for decoder in ("gaussian", "bernoulli")
        for data in ("wine", "breast-cancer", "diabetes")]
    small = [*tables, *(("digits", decoder) for decoder in ("gaussian", "bernoulli", "poisson"))]
    for cell in small:
        yield *cell, "mlp", "relu", "pytorch", 4000
    yield "mnist", "gaussian", "mlp", "relu", "pytorch", 3000
    for decoder in ("poisson", "gaussian", "bernoulli"):
        yield "genes", decoder, "mlp", "relu", "pytorch", 3000
    yield "mnist", "gaussian", "mlp", "relu", "he", 4000
    for cell in tables:
        yield *cell, "mlp", "tanh", "pytorch", 4000
    yield "mnist", "poisson", "mlp", "relu", "pytorch", 2000
    yield "digits", "gaussian", "cnn", "relu", "pytorch", 2000
    for data in ("wine", "digits", "breast-cancer"):
        yield data, "gaussian", "mlp", "silu", "pytorch", 4000
    for decoder in ("gaussian", "poisson", "bernoulli"):
        yield "digits", decoder, "mlp", "tanh", "pytorch", 4000
    yield "digits", "bernoulli", "cnn", "relu", "pytorch", 2000
    yield "diabetes", "gaussian", "mlp", "silu", "pytorch", 4000
    for cell in tables[3:]:
        yield *cell, "mlp", "silu", "pytorch", 4000
    for data in ("digits", "breast-cancer"):
        yield data, "gaussian", "mlp", "relu", "he", 4000
    yield "digits", "poisson", "mlp", "silu", "pytorch", 4000
    yield "digits", "gaussian", "cnn", "tanh", "pytorch", 2000
    yield "mnist", "bernoulli", "mlp", "relu", "pytorch", 2000
    yield "mnist", "gaussian", "mlp", "tanh", "pytorch", 2000
    for decoder in ("poisson", "gaussian", "bernoulli"):
        for activation in ("tanh", "silu"):
            yield "genes", decoder, "mlp", activation, "pytorch", 3000
    yield "digits", "gaussian", "cnn", "silu", "pytorch", 2000
    yield "digits", "poisson", "cnn", "relu", "pytorch", 2000


def trained(model, decoder, values, betas, ramps, seed, steps):
    """Trains one model for each β from the same start on the same batches with the same noise."""
    key = jax.random.PRNGKey(seed)
    latents = model.sizes[3][0]

    def loss(weights, x, noise, beta):
        mean, log_variance = model.encode(weights, x)
        z = mean + jnp.exp(0.5 * log_variance) * noise
        nll = negative_log_likelihood(decoder, x, model.decode(weights, z))
        return (nll + beta * divergences(mean, log_variance).sum(-1)).mean()

    gradient = jax.vmap(jax.grad(loss), in_axes=(0, None, None, 0))

    def step(state, index):
        weights, first, second = state
        k1, k2 = jax.random.split(jax.random.fold_in(key, index + 1))
        x = values[jax.random.randint(k1, (BATCH,), 0, len(values))]
        noise = jax.random.normal(k2, (BATCH, latents))
        beta = betas * jnp.where(ramps, jnp.minimum(1, index / (RAMP * steps)), 1)
        g = gradient(weights, x, noise, beta)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, g)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, g)
        t = index + 1.0
        rate = RATE * 0.5 * (1 + jnp.cos(jnp.pi * index / steps))
        rate *= jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        move = lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-8)
        return (jax.tree.map(move, weights, first, second), first, second), None

    weights = model.start(jax.random.fold_in(key, 0))
    weights = jax.tree.map(lambda w: jnp.broadcast_to(w, (len(betas), *w.shape)), weights)
    zeros = jax.tree.map(jnp.zeros_like, weights)
    (weights, _, _), _ = jax.lax.scan(step, (weights, zeros, zeros), jnp.arange(steps))
    return weights


def measured(model, decoder, values, weights):
    """KL of each latent, NLL with one draw of z a row, and the share of dead units of one model."""
    key = jax.random.PRNGKey(0)
    mean, log_variance = model.encode(weights, values)
    z = mean + jnp.exp(0.5 * log_variance) * jax.random.normal(key, mean.shape)
    nll = negative_log_likelihood(decoder, values, model.decode(weights, z)).mean()
    probe = jax.random.normal(jax.random.fold_in(key, 1), (PROBES, mean.shape[1]))
    dead = model.hidden(weights, probe).std(0) < DEAD_SPREAD
    return divergences(mean, log_variance).mean(0), nll, dead.mean()


def rows(data, decoder, network, activation, start, steps):
    values = table(data, decoder)
    eigenvalues = score_eigenvalues(values, decoder)
    latents = min(16, values.shape[1])
    model = NETWORKS[network](values.shape[1], latents, activation, start)
    settings = [(s, r) for s in SCHEDULES for r in RATIOS]
    betas = jnp.array([r * eigenvalues[0] for _, r in settings])
    ramps = jnp.array([s == "ramp" for s, _ in settings])
    values = jnp.array(values, jnp.float32)
    train = jax.jit(lambda x, seed: trained(model, decoder, x, betas, ramps, seed, steps))
    judge = jax.jit(lambda x, weights: jax.lax.map(
        lambda w: measured(model, decoder, x, w), weights))
    for seed in SEEDS:
        kl, nll, dead = (np.asarray(a, float) for a in judge(values, train(values, seed)))
        for index, (schedule, ratio) in enumerate(settings):
            beta = ratio * eigenvalues[0]
            living = eigenvalues[:latents][eigenvalues[:latents] > beta]
            yield dict(
                data=data, decoder=decoder, network=network, activation=activation,
                start=start, schedule=schedule, ratio=ratio, beta=f"{beta:.6g}", seed=seed,
                latents=latents,
                predicted_kl=f"{0.5 * np.log(living / beta).sum():.6g}",
                predicted_active=len(living), measured_kl=f"{kl[index].sum():.6g}",
                active=int((kl[index] > ACTIVE_KL).sum()), nll=f"{nll[index]:.6g}",
                dead_share=f"{dead[index]:.4g}", steps=steps, jax=jax.__version__,
                numpy=np.__version__, date=datetime.date.today().isoformat())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", default=pathlib.Path(__file__).with_name("runs.csv"))
    parser.add_argument("--cells", type=int, default=10**6, help="stop after so many")
    arguments = parser.parse_args()
    done = set()
    if os.path.exists(arguments.output):
        with open(arguments.output, newline="") as file:
            done = {tuple(r[k] for k in FIELDS[:5]) for r in csv.DictReader(file)}
    for cell in [c for c in cells() if c[:5] not in done][: arguments.cells]:
        start = time.monotonic()
        results = list(rows(*cell))
        new = not os.path.exists(arguments.output)
        with open(arguments.output, "a", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerows(results)
        print(*cell, f"{time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
