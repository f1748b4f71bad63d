#!/usr/bin/env python3
"""The standard six-variable flow with SciPy's LSODA, beside betaflow's benchmark in the same run.

Usage: flow_scipy.py PATH_OF_BETAFLOW_BENCHMARKS
"""
import statistics
import subprocess
import sys
import time

import numpy as np
from scipy.integrate import solve_ivp

RHO = ETA = BETA = 1.0
TAU = 0.01


def flow(_, y):
    """Equations (flow-m) to (flow-D) for one latent and one factor."""
    m, d, Q, E, R, D = y
    A = RHO * d * d + ETA * E
    C = RHO * d * m + ETA * R
    G = RHO * m * m + ETA * Q
    U = (RHO + ETA) * d
    T = (RHO + ETA) * m
    K = A + D
    P = Q + BETA
    second = ETA * TAU * TAU
    return [
        -TAU * (K * m - U),
        -TAU * (P * U - T),
        -2 * TAU * (K * Q - C) + second * A,
        -2 * TAU * (P * A - C) + second * (P * P * A - 2 * P * C + G),
        -TAU * (K * R - A) - TAU * (C * P - G) - second * (A * P - C),
        TAU / 2 * (BETA / D - Q - BETA),
    ]


def scipy_seconds():
    start = [0.01, 0.01, 1, 1, 1e-4, 1]
    before = time.perf_counter()
    solution = solve_ivp(flow, (0, 3000), start, method="LSODA", rtol=1e-8, atol=1e-8)
    assert solution.success
    return time.perf_counter() - before


def betaflow_nanoseconds(program, name):
    output = subprocess.run(
        [program, "--filter", name, "--format", "csv"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    header = output[0].split(",")
    row = next(line for line in output[1:] if name in line)
    return float(row.rsplit(",", len(header) - 1)[header.index("time") - len(header)])


def main():
    program = sys.argv[1]
    scipy = statistics.median(scipy_seconds() for _ in range(15))
    alone = betaflow_nanoseconds(program, "one solve") * 1e-9
    lanes = betaflow_nanoseconds(program, "solves in lanes") * 1e-9 / 8
    print(f"SciPy LSODA        {scipy * 1e6:10.1f} µs")
    print(f"betaflow           {alone * 1e6:10.1f} µs   {scipy / alone:8.0f} ×")
    print(f"betaflow in lanes  {lanes * 1e6:10.1f} µs   {scipy / lanes:8.0f} ×, {alone / lanes:.2f} × one alone")


if __name__ == "__main__":
    main()
