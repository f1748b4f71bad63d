#!/usr/bin/env python3
"""SGD at N = 500, one latent, one factor, one sample a step: `betaflow simulate` beside loops that
people write in Python, in turn on one core, with steps per second and ratios.

Usage: sgd_peers.py PATH_OF_BETAFLOW [--check] [--repeats R]

Needs NumPy; Numba and PyTorch for the loops of that name. A loop whose package is missing is left
out, named at the end, and the status is 3. Before they are timed, all are checked to compute the
same thing: means of the order parameters over runs at N = 100 must agree within four standard
errors. `--check` stops there.

All work in double precision. Loops in Python are timed without compilation and import, betaflow as
a whole process long enough that its start does not count.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

# A second thread only costs time at this size.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

try:
    import numpy as np
except ImportError:
    print("sgd_peers: needs NumPy: pip install numpy numba torch", file=sys.stderr)
    sys.exit(3)
try:
    from numba import njit
except ImportError:
    njit = None
try:
    import torch
except ImportError:
    torch = None


class Problem(NamedTuple):
    """One latent for one factor; rates of decoder, encoder and variance."""
    N: int
    rho: float
    eta: float
    beta: float
    rates: tuple

    def yaml(self, end, replicas):
        decoder, encoder, variance = self.rates
        m, d, Q, E, R, D = START
        return f"""
data: {{signals: [{self.rho}], noise: {self.eta}}}
model: {{latents: 1}}
training:
  rates: {{decoder: {decoder}, encoder: {encoder}, variance: {variance}}}
  beta: {self.beta}
initial: {{m: [[{m}]], d: [[{d}]], Q: [[{Q}]], E: [[{E}]], R: [[{R}]], D: [{D}]}}
time: {{end: {end!r}, samples: 2}}
simulation: {{dimension: {self.N}, replicas: {replicas}, seed: 1}}
"""


NAMES = ["m", "d", "Q", "E", "R", "D"]
START = [0.3, 0.2, 0.9, 0.8, 0.1, 0.9]
TIMED = Problem(N=500, rho=1.0, eta=1.0, beta=1.0, rates=(0.01, 0.01, 0.01))
# Everything differs from everything else, and steps are large enough that their squares count.
CHECKED = Problem(N=100, rho=1.2, eta=0.6, beta=0.7, rates=(0.5, 0.3, 0.4))


def vectors(problem, seed):
    """`W*`, `W` and `V` with the overlaps of START, in a random direction."""
    m, d, Q, E, R, _ = START
    gram = np.array([[1, m, d], [m, Q, R], [d, R, E]])
    normal = np.random.default_rng(seed).standard_normal((problem.N, 3))
    basis = np.linalg.qr(normal)[0].T * math.sqrt(problem.N)
    return np.linalg.cholesky(gram) @ basis


def overlaps(factor, W, V, D):
    N = len(factor)
    return [W @ factor / N, V @ factor / N, W @ W / N, V @ V / N, W @ V / N, D]


# Each loop moves W, V and D in place by (sgd) and returns D; x stands for √N x.


def numpy_loop(problem, factor, W, V, D, steps, seed):
    N, rho, eta, beta, rates = problem
    decoder, encoder, variance = (rate / N for rate in rates)
    random = np.random.default_rng(seed)
    signal, product = math.sqrt(rho), np.empty(N)
    block = 64
    for first in range(0, steps, block):
        # Drawn in blocks that stay in the cache: a call costs as much as a hundred numbers.
        count = min(block, steps - first)
        samples = random.standard_normal((count, N))
        samples *= math.sqrt(eta * N)
        for x, c in zip(samples, random.standard_normal(count).tolist()):
            np.multiply(factor, signal * c, out=product)
            x += product
            a, b, Q = float(V @ x) / N, float(W @ x) / N, float(W @ W) / N
            h = (Q + beta) * a - b
            W *= 1 - decoder * (a * a + D)
            np.multiply(x, decoder * a, out=product)
            W += product
            x *= encoder * h
            V -= x
            D -= 0.5 * variance * (Q + beta - beta / D)
    return D


def numba_loops():
    """Two loops: numbers of `np.random`, as people draw them in Numba, and of a Generator."""

    @njit(fastmath=True, inline="always")
    def move(problem, factor, W, V, D, x):
        N, rho, eta, beta, rates = problem
        xv, xw, ww = 0.0, 0.0, 0.0
        for i in range(N):
            xv += x[i] * V[i]
            xw += x[i] * W[i]
            ww += W[i] * W[i]
        a, b, Q = xv / N, xw / N, ww / N
        h = (Q + beta) * a - b
        shrink = 1 - rates[0] / N * (a * a + D)
        for i in range(N):
            W[i] = shrink * W[i] + rates[0] / N * a * x[i]
            V[i] -= rates[1] / N * h * x[i]
        return D - 0.5 * rates[2] / N * (Q + beta - beta / D)

    @njit(fastmath=True)
    def global_numbers(problem, factor, W, V, D, steps, seed):
        np.random.seed(seed)
        x = np.empty(problem[0])
        scale = math.sqrt(problem[2] * problem[0])
        for _ in range(steps):
            c = math.sqrt(problem[1]) * np.random.standard_normal()
            for i in range(problem[0]):
                x[i] = scale * np.random.standard_normal() + c * factor[i]
            D = move(problem, factor, W, V, D, x)
        return D

    @njit(fastmath=True)
    def generator_numbers(problem, factor, W, V, D, steps, random):
        x = np.empty(problem[0])
        scale = math.sqrt(problem[2] * problem[0])
        for _ in range(steps):
            c = math.sqrt(problem[1]) * random.standard_normal()
            for i in range(problem[0]):
                x[i] = scale * random.standard_normal() + c * factor[i]
            D = move(problem, factor, W, V, D, x)
        return D

    def with_generator(problem, factor, W, V, D, steps, seed):
        random = np.random.default_rng(seed)
        return generator_numbers(tuple(problem), factor, W, V, D, steps, random)

    def with_global(problem, factor, W, V, D, steps, seed):
        return global_numbers(tuple(problem), factor, W, V, D, steps, seed)

    return with_global, with_generator


def torch_loop(problem, factor, W, V, D, steps, seed):
    """The algorithm as the paper describes it: layers, autograd, an optimizer with two groups."""
    N, rho, eta, beta, rates = problem
    torch.manual_seed(seed)
    direction = torch.from_numpy(factor) * math.sqrt(rho / N)
    encoder = torch.nn.Linear(N, 1, bias=False)
    decoder = torch.nn.Linear(1, N, bias=False)
    variance = torch.nn.Parameter(torch.tensor([D]))
    with torch.no_grad():
        encoder.weight.copy_(torch.from_numpy(V)[None, :])
        decoder.weight.copy_(torch.from_numpy(W)[:, None])
    optimizer = torch.optim.SGD([
        {"params": decoder.parameters(), "lr": rates[0]},
        {"params": encoder.parameters(), "lr": rates[1]},
        {"params": [variance], "lr": rates[2] / N},
    ])
    root, noise = math.sqrt(N), math.sqrt(eta)
    for _ in range(steps):
        x = (torch.randn(1) * direction + noise * torch.randn(N))[None, :]
        mean = encoder(x) / root
        reconstruction = decoder(mean) / root
        error = (x - reconstruction).square().sum()
        spread = (decoder.weight.square().sum(0) / N * variance).sum()
        divergence = (mean.square() + variance - 1 - variance.log()).sum()
        loss = 0.5 * (error + spread) + 0.5 * beta * divergence
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    W[:] = decoder.weight.detach().numpy()[:, 0]
    V[:] = encoder.weight.detach().numpy()[0]
    return variance.item()


class Loop:
    """A loop in this process."""

    def __init__(self, name, function, steps):
        self.name, self.function, self.steps = name, function, steps
        self.rate()  # compiles

    def moments(self, problem, end, runs):
        """Means and standard errors of the order parameters at the end of some runs."""
        ends = []
        for seed in range(runs):
            factor, W, V = vectors(problem, seed)
            D = self.function(problem, factor, W, V, START[5], round(end * problem.N), seed)
            ends.append(overlaps(factor, W, V, D))
        return np.mean(ends, axis=0), np.std(ends, axis=0, ddof=1) / math.sqrt(runs)

    def rate(self):
        """Steps per second."""
        factor, W, V = vectors(TIMED, 1)
        before = time.perf_counter()
        self.function(TIMED, factor, W, V, START[5], self.steps, 1)
        return self.steps / (time.perf_counter() - before)


class Command:
    """`betaflow simulate` on one thread."""

    def __init__(self, program, method, steps):
        self.name, self.program, self.method, self.steps = f"betaflow {method}", program, method, steps

    def run(self, text):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "problem.yaml")
            with open(path, "w") as file:
                file.write(text)
            arguments = ["--method", self.method, "--threads", "1", "--format", "json", "--quiet"]
            before = time.perf_counter()
            output = subprocess.run(
                [self.program, "simulate", path, *arguments], check=True, stdout=subprocess.PIPE
            ).stdout
            return json.loads(output), time.perf_counter() - before

    def moments(self, problem, end, runs):
        output, _ = self.run(problem.yaml(end, 10 * runs))
        return tuple(
            np.array([np.ravel(output[kind][-1][name])[0] for name in NAMES])
            for kind in ("mean", "standard_error"))

    def rate(self):
        return self.steps / self.run(TIMED.yaml(self.steps / TIMED.N, 1))[1]


def check(contestants, end=4.0, runs=200, limit=4.0):
    """Whether all agree with the exact chain; prints the largest deviation of each."""
    reference, error = contestants[0].moments(CHECKED, end, runs)
    agree = True
    for contestant in contestants[1:]:
        mean, spread = contestant.moments(CHECKED, end, runs)
        z = np.abs(mean - reference) / np.hypot(spread, error)
        agree = agree and z.max() < limit
        print(f"{contestant.name:<18} at most {z.max():.1f} standard errors from exact "
              f"(in {NAMES[z.argmax()]})")
    return agree


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()

    exact = Command(arguments.program, "exact", 10_000_000)
    vector = Command(arguments.program, "vector", 500_000)
    contestants = [exact, vector, Loop("NumPy", numpy_loop, 40_000)]
    missing = []
    if njit:
        with_global, with_generator = numba_loops()
        contestants.append(Loop("Numba", with_global, 50_000))
        contestants.append(Loop("Numba, Generator", with_generator, 50_000))
    else:
        missing.append("numba")
    if torch:
        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        contestants.append(Loop("PyTorch", torch_loop, 3000))
    else:
        missing.append("torch")

    if not check(contestants):
        sys.exit("sgd_peers: not all compute the same thing")
    if not arguments.check:
        rounds = [[one.rate() for one in contestants] for _ in range(arguments.repeats)]
        report(contestants, np.array(rounds))
    if missing:
        print(f"sgd_peers: left out, not installed: pip install {' '.join(missing)}", file=sys.stderr)
        sys.exit(3)


def report(contestants, rates):
    """Medians over the rounds, and medians of the ratios within a round."""
    print(f"\n{'':<18} {'steps/s':>12} {'a step':>12} {'exact is':>12} {'vector is':>12}")
    for one, column in zip(contestants, rates.T):
        rate = statistics.median(column)
        ratios = [statistics.median(rates[:, k] / column) for k in (0, 1)]
        print(f"{one.name:<18} {rate:12.0f} {1e9 / rate:9.0f} ns "
              f"{ratios[0]:10.1f} × {ratios[1]:10.2f} ×")
    print(f"medians of {len(rates)} rounds in turn")


if __name__ == "__main__":
    main()
