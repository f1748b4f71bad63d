#!/usr/bin/env python3
"""One epoch of `betaflow train` beside NumPy and, where it is installed, jitted JAX: SGD on the same closed-form
loss of the linear VAE, 60 000 × 784 rows in shuffled batches of 128, 32 latents, double precision, all cores.

Usage: train_peers.py PATH_OF_BETAFLOW [REPEATS]

The epochs of betaflow are those between a run of two and a run of 22: reading and the spectrum, whose time varies by
as much as an epoch takes, do not count. A peer's epoch is the mean of four within this process, after one that does
not count. JAX in single precision, its default, is printed beside. Runs take turns.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

P, N, M, B, BETA, RATE = 60_000, 784, 32, 128, 1.0, 1e-4
PAUSE = 0.3
SHORT, LONG, PEER = 2, 22, 4


def start(kind):
    random = np.random.default_rng(4)
    V, W = (random.standard_normal((N, M)) / np.sqrt(N) for _ in range(2))
    zeros = [np.zeros(M), np.zeros(N), np.zeros(M)]
    return [array.astype(kind) for array in [V, W, *zeros]]


def numpy_epoch(X, order, parameters):
    V, W, c, b, logD = parameters
    for first in range(0, P, B):
        x = X[order[first : first + B]]
        size = len(x)
        D = np.exp(logD)
        a = x @ V + c
        y = x @ W - b @ W
        Q = W.T @ W
        g = (a @ Q - y + BETA * a) / size
        K = a.T @ a / size + np.diag(D)
        mean = a.mean(0)
        slopes = [
            x.T @ g, W @ K - x.T @ (a / size) + np.outer(b, mean), g.sum(0), b + W @ mean - x.mean(0),
            0.5 * D * (np.diag(Q) + BETA - BETA / D),
        ]
        V, W, c, b, logD = (p - RATE * s for p, s in zip((V, W, c, b, logD), slopes))
    return [V, W, c, b, logD]


def jax_epochs():
    """A jitted epoch for each precision; none where JAX is not installed."""
    try:
        import jax
    except ImportError:
        return {}
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp

    def loss(p, x):
        V, W, c, b, logD = p
        D = jnp.exp(logD)
        a = x @ V + c
        r = x - b
        K = a.T @ a / len(x) + jnp.diag(D)
        nll = 0.5 * jnp.mean(jnp.sum(r * r, 1)) - jnp.mean(jnp.sum((r @ W) * a, 1)) + 0.5 * jnp.sum((W.T @ W) * K)
        return nll + 0.5 * BETA * (jnp.trace(K) - M - jnp.sum(logD))

    @jax.jit
    def epoch(X, order, p):
        def step(p, rows):
            return [q - jnp.asarray(RATE, q.dtype) * s for q, s in zip(p, jax.grad(loss)(p, X[rows]))], None

        p, _ = jax.lax.scan(step, p, order[: P // B * B].reshape(-1, B))
        return step(p, order[P // B * B :])[0]

    def run(kind):
        def timed(X, order, parameters):
            return [jax.block_until_ready(q) for q in epoch(X, order, parameters)]

        return timed

    return {"JAX": run(np.float64), "JAX, single": run(np.float32)}


def betaflow_seconds(program, path, epochs):
    time.sleep(PAUSE)
    command = [
        program, "train", path, "--latents", str(M), "--beta", str(BETA), "--epochs", str(epochs), "--batch", str(B),
        "--learning-rate", str(RATE), "--quiet", "--format", "csv",
    ]
    before = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before


def main():
    program = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    random = np.random.default_rng(3)
    factors = random.standard_normal((P, 12)) @ random.standard_normal((12, N))
    bytes_ = np.clip(60 * factors - 80 + 10 * random.standard_normal((P, N)), 0, 255).astype(np.uint8)
    centred = bytes_ / 255.0 - (bytes_ / 255.0).mean(0)
    order = random.permutation(P)
    peers = {"NumPy": (numpy_epoch, centred, start(np.float64))}
    for name, epoch in jax_epochs().items():
        kind = np.float32 if "single" in name else np.float64
        peers[name] = (epoch, centred.astype(kind), start(kind))
    times = {name: [] for name in ["betaflow", *peers]}
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "images.npy")
        np.save(path, bytes_ / 255.0)
        for epoch, X, parameters in peers.values():
            epoch(X, order, parameters)
        betaflow_seconds(program, path, SHORT)
        for _ in range(repeats):
            longer = betaflow_seconds(program, path, LONG) - betaflow_seconds(program, path, SHORT)
            times["betaflow"].append(longer / (LONG - SHORT))
            for name, (epoch, X, parameters) in peers.items():
                time.sleep(PAUSE)
                before = time.perf_counter()
                for _ in range(PEER):
                    epoch(X, order, parameters)
                times[name].append((time.perf_counter() - before) / PEER)
    print(f"one epoch, median of {repeats}     seconds   betaflow/peer")
    for name, figures in times.items():
        ratio = statistics.median(a / b for a, b in zip(times["betaflow"], figures))
        print(f"{name:<24}{statistics.median(figures):14.3f}{ratio:14.2f}")
    if len(peers) == 1:
        print("JAX is not installed (pip install jax)")
        sys.exit(3)


if __name__ == "__main__":
    main()
