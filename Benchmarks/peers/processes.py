#!/usr/bin/env python3
"""Whole-process times of `betaflow --help` and of a flow with 301 samples.

Usage: processes.py PATH_OF_BETAFLOW [REPEATS]
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

PROBLEM = """
data: {signals: [1.0], noise: 1.0}
model: {latents: 1}
training: {rates: 0.01, beta: 1.0}
initial: {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}
time: {end: 3000, samples: 301}
"""


def milliseconds(arguments, repeats):
    times = []
    for _ in range(repeats):
        before = time.perf_counter()
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
        times.append(1e3 * (time.perf_counter() - before))
    return statistics.median(times)


def main():
    program = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "problem.yaml")
        with open(path, "w") as file:
            file.write(PROBLEM)
        for arguments in (["--help"], ["flow", path, "--format", "json"]):
            time_taken = milliseconds([program, *arguments], repeats)
            print(f"betaflow {arguments[0]:<8} {time_taken:8.1f} ms, median of {repeats}")


if __name__ == "__main__":
    main()
