#!/usr/bin/env python3
"""`betaflow plan` beside NumPy's product and eigenvalues, in turn, on tables of several shapes.

Usage: plan_numpy.py PATH_OF_BETAFLOW [REPEATS]

Both read the same file from the page cache with the same number of threads. NumPy runs in this
process, so that its import does not count; betaflow's figure is a whole process.
"""
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

# Idle threads of a BLAS spin for a while before they sleep; they must not disturb the next run.
PAUSE = 0.3


def doubles(path):
    random = np.random.default_rng(1)
    np.save(path, random.standard_normal((20_000, 512)) * np.linspace(3, 0.5, 512))


def few_rows(rows, columns):
    def write(path):
        random = np.random.default_rng(2)
        np.save(path, random.standard_normal((rows, columns)) * np.linspace(3, 0.5, columns))
    return write


def images(path):
    """60 000 pictures of 28 × 28 bytes, most of them 0, as MNIST is published."""
    random = np.random.default_rng(3)
    factors = random.standard_normal((60_000, 12)) @ random.standard_normal((12, 784))
    pixels = np.clip(60 * factors - 80 + 10 * random.standard_normal((60_000, 784)), 0, 255)
    header = b"\0\0\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (60_000, 28, 28))
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write(header + pixels.astype(np.uint8).tobytes())


def read(path):
    if not path.endswith(".gz"):
        return np.load(path)
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(60_000, 784)


def numpy_seconds(path):
    time.sleep(PAUSE)
    before = time.perf_counter()
    data = read(path).astype(np.float64)
    rows, columns = data.shape
    np.linalg.eigvalsh((data.T @ data if rows >= columns else data @ data.T) / rows)
    return time.perf_counter() - before


# Runs a command and prints its seconds and the most memory it had, in KB. A process of its own, since
# a child starts with the memory of its parent, which holds the tables here.
MEASURE = """
import os, subprocess, sys, time
before = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - before, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def plan_seconds(program, path):
    """Wall time and the largest resident memory, in MB, of one process."""
    time.sleep(PAUSE)
    command = [program, "plan", path, "--latents", "16", "--quiet", "--format", "json"]
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, *command], check=True, capture_output=True)
    seconds, kilobytes = map(float, result.stdout.split())
    return seconds, kilobytes / 1024


CASES = [
    ("20 000 × 512 doubles", "doubles.npy", doubles),
    ("500 × 50 000 doubles", "wide.npy", few_rows(500, 50_000)),
    ("64 × 6830 doubles", "few.npy", few_rows(64, 6830)),
    ("60 000 × 784 bytes, IDX.gz", "images-idx3-ubyte.gz", images),
]


def main():
    program = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    print(f"median of {repeats} pairs        betaflow plan      NumPy   ratio   memory of betaflow")
    for name, file, write in CASES:
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, file)
            write(path)
            plan_seconds(program, path), numpy_seconds(path)  # warm the page cache
            pairs = [(*plan_seconds(program, path), numpy_seconds(path)) for _ in range(repeats)]
        plan, memory, peer = (statistics.median(figures) for figures in zip(*pairs))
        ratio = statistics.median(a / b for a, _, b in pairs)
        print(f"{name:<28}{plan * 1e3:10.1f} ms {peer * 1e3:7.1f} ms {ratio:7.2f} {memory:9.0f} MB")


if __name__ == "__main__":
    main()
