#!/usr/bin/env python3
"""`betaflow plan` on 20 000 × 512 doubles beside NumPy's product and eigenvalues, in turn.

Usage: plan_numpy.py PATH_OF_BETAFLOW [REPEATS]

Both read the same file from the page cache with the same number of threads. NumPy runs in this
process, so that its import does not count; betaflow's figure is a whole process.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

# Idle threads of a BLAS spin for a while before they sleep; they must not disturb the next run.
PAUSE = 0.3


def numpy_seconds(path):
    time.sleep(PAUSE)
    before = time.perf_counter()
    data = np.load(path)
    np.linalg.eigvalsh(data.T @ data / len(data))
    return time.perf_counter() - before


def plan_seconds(program, path):
    time.sleep(PAUSE)
    before = time.perf_counter()
    subprocess.run(
        [program, "plan", path, "--latents", "16", "--quiet", "--format", "json"],
        check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before


def main():
    program = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "data.npy")
        random = np.random.default_rng(1)
        np.save(path, random.standard_normal((20_000, 512)) * np.linspace(3, 0.5, 512))
        numpy_seconds(path), plan_seconds(program, path)  # warm the page cache
        pairs = [(plan_seconds(program, path), numpy_seconds(path)) for _ in range(repeats)]
    plan, peer = (statistics.median(times) for times in zip(*pairs))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"betaflow plan      {plan * 1e3:8.1f} ms")
    print(f"NumPy              {peer * 1e3:8.1f} ms   ratio {ratio:.2f}, median of {repeats} pairs")


if __name__ == "__main__":
    main()
