#!/usr/bin/env python3
"""A fixed point of the 16-variable flow with all its eigenvalues by SciPy, beside betaflow's benchmark.

SciPy solves with `root` from the closed form of the small-rate limit and takes the eigenvalues of a
Jacobian by central differences, on the same right-hand side in matrix form.

Usage: fixed_points_scipy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import statistics
import sys
import time

import numpy as np
from scipy.optimize import root

from flow_scipy import betaflow_nanoseconds

RHO = ETA = 1.0
BETA, TAU, LATENTS = 0.5, 0.01, 2
UPPER = np.triu_indices(LATENTS)


def symmetric(values):
    matrix = np.zeros((LATENTS, LATENTS))
    matrix[UPPER] = values
    return matrix + matrix.T - np.diag(np.diag(matrix))


def flow(y):
    """Equations (flow-m) to (flow-D) for two latents and one factor, in symmetric coordinates."""
    m, d = y[0:2, None], y[2:4, None]
    Q, E, R, D = symmetric(y[4:7]), symmetric(y[7:10]), y[10:14].reshape(2, 2), y[14:16]
    A = RHO * d @ d.T + ETA * E
    C = RHO * d @ m.T + ETA * R.T
    G = RHO * m @ m.T + ETA * Q
    U, T = (RHO + ETA) * d, (RHO + ETA) * m
    K, P = A + np.diag(D), Q + BETA * np.eye(LATENTS)
    S, Z = K @ Q - C, P @ A - C.T
    second = ETA * TAU * TAU
    Qdot = -TAU * (S + S.T) + second * A
    Edot = -TAU * (Z + Z.T) + second * (P @ A @ P - P @ C - C.T @ P + G)
    Rdot = -TAU * (K @ R - A) - TAU * (C.T @ P - G) - second * (A @ P - C)
    return np.concatenate([
        (-TAU * (K @ m - U)).ravel(), (-TAU * (P @ U - T)).ravel(), Qdot[UPPER], Edot[UPPER],
        Rdot.ravel(), TAU / 2 * (BETA / D - np.diag(Q) - BETA),
    ])


def start():
    """One latent on the factor, one on noise, in the small-rate limit."""
    eigenvalues = np.array([RHO + ETA, ETA])
    Q = eigenvalues - BETA
    m = np.array([np.sqrt(Q[0]), 0.0])
    return np.concatenate([
        m, m / eigenvalues, np.diag(Q)[UPPER], np.diag(Q / eigenvalues**2)[UPPER],
        np.diag(Q / eigenvalues).ravel(), BETA / eigenvalues,
    ])


def jacobian(y, step=1e-6):
    columns = []
    for j in range(y.size):
        shift = np.zeros(y.size)
        shift[j] = step
        columns.append((flow(y + shift) - flow(y - shift)) / (2 * step))
    return np.column_stack(columns)


def fixed_point():
    solution = root(flow, start(), tol=1e-13)
    assert np.abs(solution.fun).max() < 1e-12
    return np.linalg.eigvals(jacobian(solution.x))


def scipy_seconds():
    before = time.perf_counter()
    eigenvalues = fixed_point()
    seconds = time.perf_counter() - before
    assert eigenvalues.size == 16 and eigenvalues.real.max() < 0
    return seconds


def main():
    program = sys.argv[1]
    scipy = statistics.median(scipy_seconds() for _ in range(50))
    ours = betaflow_nanoseconds(program, "one fixed point") * 1e-9
    print(f"SciPy root + eigvals {scipy * 1e6:10.1f} µs")
    print(f"betaflow             {ours * 1e6:10.1f} µs   {scipy / ours:8.0f} ×")


if __name__ == "__main__":
    main()
