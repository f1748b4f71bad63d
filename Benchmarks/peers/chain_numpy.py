#!/usr/bin/env python3
"""Steps of the exact chain on a spectrum of eight groups, one latent, with NumPy over the groups, beside
betaflow's benchmark.

Of each group NumPy keeps the triangular frame of (w, v), as betaflow does, and the law is the same.

Usage: chain_numpy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import statistics
import sys
import time

import numpy as np

from flow_scipy import betaflow_nanoseconds

GROUPS, N, TAU, BETA, STEPS = 8, 1_000_000, 0.01, 1.0, 3000
AMPLITUDES = np.sqrt(2 - 0.2 * np.arange(GROUPS))[:, None]


def run(random):
    frame = np.zeros((GROUPS, 3, 2))
    frame[:, 0, 0] = frame[:, 1, 1] = np.sqrt(1 / GROUPS)
    D, rate = 1.0, TAU / N
    x = np.empty((GROUPS, 3))
    for _ in range(STEPS):
        x[:, :2] = random.standard_normal((GROUPS, 2))
        x[:, 2] = np.sqrt(random.chisquare(N // GROUPS - 2, GROUPS))
        x *= AMPLITUDES
        b, a = np.einsum("gij,gi->j", frame, x)
        Q = np.einsum("gi,gi->", frame[:, :, 0], frame[:, :, 0])
        h = (Q + BETA) * a - b
        # Of the row outside the span what the step leaves is turned into the two others.
        frame[:, :, 0] -= rate * ((a * a + D) * frame[:, :, 0] - a * x)
        frame[:, :, 1] -= rate * h * x
        D -= rate / 2 * (Q + BETA - BETA / D)
        grams = np.einsum("gij,gik->gjk", frame, frame)
        first = np.sqrt(grams[:, 0, 0])
        mixed = grams[:, 0, 1] / first
        frame[:, 0, 0], frame[:, 0, 1] = first, mixed
        frame[:, 1, 0], frame[:, 1, 1] = 0, np.sqrt(grams[:, 1, 1] - mixed * mixed)
        frame[:, 2] = 0
    return frame


def main():
    random = np.random.default_rng(1)

    def nanoseconds():
        before = time.perf_counter_ns()
        assert np.isfinite(run(random)).all()
        return (time.perf_counter_ns() - before) / STEPS

    numpy = statistics.median(nanoseconds() for _ in range(5))
    ours = betaflow_nanoseconds(sys.argv[1], "8 groups, M = 1") / 10_000
    print(f"NumPy              {numpy:10.0f} ns a step")
    print(f"betaflow           {ours:10.0f} ns a step {numpy / ours:8.0f} ×")


if __name__ == "__main__":
    main()
