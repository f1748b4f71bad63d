#!/usr/bin/env python3
"""Flow and fluctuations of two latents for one factor with SciPy, beside betaflow's benchmark.

SciPy integrates the state with Ξ, (linear-noise), by its fastest method at the accuracy that betaflow has
in standard deviations; the Jacobian is by differences of the right-hand side, all columns in one batch.

Usage: fluctuations_scipy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp

from flow_scipy import betaflow_nanoseconds

RHO = ETA = BETA = 1.0
TAU, M = 0.01, 2
UPPER = np.triu_indices(M)
n = 16


def unpack(y):
    """m, d, Q, E, R and D of states in rows."""
    def symmetric(values):
        full = np.empty(values.shape[:-1] + (M, M))
        full[..., UPPER[0], UPPER[1]] = values
        full[..., UPPER[1], UPPER[0]] = values
        return full
    R = y[..., 10:14].reshape(y.shape[:-1] + (M, M))
    return y[..., 0:2], y[..., 2:4], symmetric(y[..., 4:7]), symmetric(y[..., 7:10]), R, y[..., 14:16]


def flow(y):
    """(flow-m) to (flow-D), for states in rows."""
    m, d, Q, E, R, D = unpack(y)
    outer = lambda a, b: a[..., :, None] * b[..., None, :]
    T = lambda X: np.swapaxes(X, -1, -2)
    A, C = RHO * outer(d, d) + ETA * E, RHO * outer(d, m) + ETA * T(R)
    G, U, V = RHO * outer(m, m) + ETA * Q, (RHO + ETA) * d, (RHO + ETA) * m
    eye = np.eye(M)
    K, P = A + D[..., None] * eye, Q + BETA * eye
    S, Z, J = K @ Q - C, P @ A - T(C), A @ P - C
    second = ETA * TAU * TAU
    Qdot = -TAU * (S + T(S)) + second * A
    Edot = -TAU * (Z + T(Z)) + second * (P @ J - T(C) @ P + G)
    Rdot = -TAU * (K @ R - A + T(C) @ P - G) - second * J
    times = lambda X, x: (X @ x[..., None])[..., 0]
    return np.concatenate([
        -TAU * (times(K, m) - U), -TAU * (times(P, d) * (RHO + ETA) - V),
        Qdot[..., UPPER[0], UPPER[1]], Edot[..., UPPER[0], UPPER[1]],
        Rdot.reshape(y.shape[:-1] + (4,)),
        TAU / 2 * (BETA / D - np.diagonal(P, axis1=-2, axis2=-1))], axis=-1)


def generator(y):
    """𝓑: each increment is a sum of products of linear forms of x = (u, b, a)."""
    m, d, Q, E, R, _ = unpack(y)
    P = Q + BETA * np.eye(M)
    one = np.eye(1 + 2 * M)
    u, b, a = one[0], one[1:1 + M], one[1 + M:]
    h, Qa, Ra, ma = P @ a - b, Q @ a, R.T @ a, m @ a
    second = ETA * TAU * TAU
    outer = np.multiply.outer
    forms = [TAU * outer(a[k], u - ma) for k in range(M)] + [-TAU * outer(h[k], u) for k in range(M)]
    pairs = list(zip(*UPPER))
    forms += [TAU * (outer(a[l], b[k] - Qa[k]) + outer(a[k], b[l] - Qa[l])) + second * outer(a[k], a[l])
              for k, l in pairs]
    forms += [-TAU * (outer(a[k], h[l]) + outer(h[k], a[l])) + second * outer(h[k], h[l])
              for k, l in pairs]
    forms += [TAU * outer(a[k], a[l] - Ra[l]) - TAU * outer(b[k], h[l]) - second * outer(a[k], h[l])
              for k in range(M) for l in range(M)]
    F = np.stack(forms)
    F = (F + F.transpose(0, 2, 1)) / 2
    covariance = np.block([
        [np.array([[RHO + ETA]]), (RHO + ETA) * m[None], (RHO + ETA) * d[None]],
        [(RHO + ETA) * m[:, None], RHO * np.outer(m, m) + ETA * Q, RHO * np.outer(m, d) + ETA * R],
        [(RHO + ETA) * d[:, None], RHO * np.outer(d, m) + ETA * R.T, RHO * np.outer(d, d) + ETA * E]])
    product = F @ covariance
    B = np.zeros((n, n))
    B[:14, :14] = 2 * np.einsum("iab,jba->ij", product, product)
    return B


def rates(_, y):
    state, covariance = y[:n], y[n:].reshape(n, n)
    step = 1e-6
    shifts = step * np.eye(n)
    J = ((flow(state + shifts) - flow(state - shifts)) / (2 * step)).T
    drift = J @ covariance
    return np.concatenate([flow(state), (drift + drift.T + generator(state)).ravel()])


def seconds(method):
    m = np.array([0.3, 0.2])
    gram = np.outer(m, m)
    start = np.concatenate([
        m, m, (gram + np.eye(M))[UPPER], (gram + np.eye(M))[UPPER], gram.ravel(), [1, 1],
        np.zeros(n * n)])
    before = time.perf_counter()
    assert solve_ivp(rates, (0, 3000), start, method=method, rtol=1e-4, atol=1e-6).success
    return time.perf_counter() - before


def main():
    scipy = min(seconds(method) for method in ("RK45", "DOP853", "LSODA"))
    print(f"SciPy              {scipy * 1e3:10.2f} ms")
    for times in ("at one time", "at 301 times"):
        alone = betaflow_nanoseconds(sys.argv[1], f"the flow alone {times}") * 1e-9
        ours = betaflow_nanoseconds(sys.argv[1], f"with fluctuations {times}") * 1e-9
        print(f"betaflow {times:>12} {ours * 1e3:7.2f} ms   {scipy / ours:8.0f} ×, {ours / alone:.1f} × the flow alone")


if __name__ == "__main__":
    main()
