#!/usr/bin/env python3
"""The flow on samples that are used again, on 200 nodes, with SciPy, beside betaflow's benchmark.

SciPy integrates m, d, Q, E, R of every node and D, with NumPy over the nodes, by its fastest method.

Usage: samples_scipy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import statistics
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp

from flow_scipy import betaflow_nanoseconds

RHO, ETA, BETA, ALPHA, M0, Q0, END, NODES = 1.5, 1.0, 0.6, 4.0, 0.4, 0.5, 40.0, 200


def spectrum():
    """Nodes, their shares of the directions, and of the factor: (sample-spectrum)."""
    g, excess = 1 / ALPHA, RHO / ETA
    angles = np.arange(1, NODES + 1) * np.pi / (NODES + 1)
    x = 1 + g + 2 * np.sqrt(g) * np.cos(angles)
    shares = 2 / (NODES + 1) * np.sin(angles) ** 2 / x
    L = 1 + excess
    weights = shares * L * g / (L * (excess + g) - excess * x)
    spike = (RHO + ETA) * (1 + g * ETA / RHO)
    return np.append(ETA * x, spike), np.append(shares, 0), np.append(weights, 1 - weights.sum())


def main():
    variances, shares, weights = spectrum()
    n = len(variances)

    def flow(_, y):
        m, d, Q, E, R = y[:-1].reshape(5, n)
        D, P = y[-1], Q.sum() + BETA
        K = variances @ E + D
        return np.concatenate([
            variances * d - K * m, variances * (m - P * d), 2 * (variances * R - K * Q),
            2 * variances * (R - P * E), variances * E - K * R + variances * (Q - P * R),
            [0.5 * (BETA / D - P)]])

    noise = Q0 * shares + M0 ** 2 * (weights - shares)
    start = np.concatenate([M0 * weights, M0 * weights, noise, noise, M0 ** 2 * weights, [1]])

    def seconds(method):
        before = time.perf_counter()
        assert solve_ivp(flow, (0, END), start, method=method, rtol=1e-8, atol=1e-10).success
        return time.perf_counter() - before

    scipy = min(
        statistics.median(seconds(method) for _ in range(5)) for method in ("RK45", "DOP853", "LSODA"))
    ours = betaflow_nanoseconds(sys.argv[1], "4 samples per dimension") * 1e-9
    curve = betaflow_nanoseconds(sys.argv[1], "60 numbers of samples") * 1e-9
    print(f"SciPy              {scipy * 1e3:10.2f} ms")
    print(f"betaflow           {ours * 1e3:10.2f} ms   {scipy / ours:8.0f} ×")
    print(f"60 values of alpha {curve * 1e3:10.2f} ms")


if __name__ == "__main__":
    main()
