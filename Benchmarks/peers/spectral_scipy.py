#!/usr/bin/env python3
"""The spectral flow of 64 groups and eight latents, from a random start to its fixed point, with SciPy.

SciPy integrates the symmetric matrices of all groups in full and D, with NumPy's batched products, by the
faster of its explicit methods; LSODA would need a Jacobian of some thousand numbers squared.

Usage: spectral_scipy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp

from flow_scipy import betaflow_nanoseconds

GROUPS, M, BETA, DIMENSION = 64, 8, 0.8, 100_000
VARIANCES = 4 / np.sqrt(np.arange(1, GROUPS + 1))[:, None, None]
SHARES = np.full((GROUPS, 1, 1), 1 / GROUPS)


def flow(_, y, rate, second):
    """(spectral-Q) to (spectral-D); `second` is the square of the rate, 0 in the small-rate limit."""
    Q, E, R = y[:-M].reshape(3, GROUPS, M, M)
    D = y[-M:]
    A, C = (VARIANCES * E).sum(0), (VARIANCES * R).sum(0).T
    G, P = (VARIANCES * Q).sum(0), Q.sum(0) + BETA * np.eye(M)
    K, J = A + np.diag(D), A @ P - C
    S = K @ Q - VARIANCES * R.transpose(0, 2, 1)
    Z = VARIANCES * (P @ E - R)
    noise = second * SHARES * VARIANCES
    Qdot = noise * A - rate * (S + S.transpose(0, 2, 1))
    Edot = noise * (P @ J - C.T @ P + G) - rate * (Z + Z.transpose(0, 2, 1))
    Rdot = -rate * (K @ R - VARIANCES * E + VARIANCES * (R @ P - Q)) - noise * J
    Ddot = rate / 2 * (BETA / D - np.diag(P))
    return np.concatenate([Qdot.ravel(), Edot.ravel(), Rdot.ravel(), Ddot])


def start():
    random = np.random.default_rng(1)
    W, V = random.standard_normal((2, GROUPS, DIMENSION // GROUPS, M))
    grams = [np.einsum("gik,gil->gkl", a, b) / DIMENSION for a, b in ((W, W), (V, V), (W, V))]
    return np.concatenate([np.stack(grams).ravel(), np.ones(M)])


def seconds(method, rate, second, end):
    initial = start()
    before = time.perf_counter()
    solution = solve_ivp(
        flow, (0, end), initial, method=method, rtol=1e-8, atol=1e-10, args=(rate, second),
        t_eval=[end])
    assert solution.success
    return time.perf_counter() - before


def main():
    for name, rate, second, end in (("limit", 1, 0, 66), ("rates of 0.01", 0.01, 1e-4, 6600)):
        scipy = min(seconds(method, rate, second, end) for method in ("RK45", "DOP853"))
        ours = betaflow_nanoseconds(sys.argv[1], f"8 latents, {name}, to the fixed point") * 1e-9
        print(f"{name}")
        print(f"  SciPy            {scipy * 1e3:10.1f} ms")
        print(f"  betaflow         {ours * 1e3:10.1f} ms   {scipy / ours:8.0f} ×")


if __name__ == "__main__":
    main()
