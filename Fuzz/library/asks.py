#!/usr/bin/env python3
"""Random questions to the library, through the functions of betaflow.h: none may crash, hang or leave without an answer.

Keys are those that the library lists itself. Half of the values are spoilt; problems, losses and arrays are otherwise
sound, so that questions reach what lies behind the checks. Each call has two seconds, after which it is cancelled, and
must then end within half a second of processor time.

Usage: Fuzz/library/asks.py [--seed S] [--cases N | --seconds T]

Python must find the package betaflow: PYTHONPATH=python, after `make library`, or the wheel.
"""
import argparse
import ctypes
import faulthandler
import json
import random
import sys
import threading
import time

import numpy as np

from betaflow import _ask
from betaflow._library import LIBRARY, Array, Handle

COMMANDS = [
    "plan", "train", "diagnose", "loss", "schedule", "flow", "simulate", "compare", "fixed-points",
    "threshold", "escape", "phase", "branches", "finite-data", "anneal",
]
ARRAYS = ["data", "weights", "mu", "logvar", "decoded", "activations", "log"]
STATUSES = {0, 1, 64, 65, 66, 73, 75}
LIMIT = 2.0

WORDS = [
    "linear(duration=3)", "tanh(rate=0.1)", "mse + kl", "sum(mse)", "beta=0:1:3", "eta=0.1:1:2", "limit", "sgd", "adam",
    "gaussian", "poisson", "bernoulli", "1:3", "a", "", "0", "-", "λ", "x" * 50, "{", "[1", "epoch", "exact", "vector",
    "1e400", "0.1:0.5:3log", "no such file",
]
WHOLE = [0, 1, 2, 3, -1, 5, 10, 2**31, 2**63, -(2**63), 10**30]
REAL = [0.5, 0.1, 1.5, -0.5, 1e-300, 1e300, 1e-5, 0.0]
PROBLEM = {
    "data": {"signals": [1.0], "noise": 1.0},
    "model": {"latents": 1},
    "training": {"rates": 0.1, "beta": 1.0},
    "initial": {"overlap": 0.1},
    "time": {"end": 3, "samples": 3},
    "simulation": {"dimension": 20, "replicas": 2, "seed": 7},
}


class Dice(random.Random):
    """Random questions."""

    def value(self, depth=0):
        roll = self.random()
        if roll < 0.25:
            return self.choice(WHOLE)
        if roll < 0.5:
            return self.choice(REAL)
        if roll < 0.7:
            return self.choice(WORDS)
        if roll < 0.8 or depth > 3:
            return self.choice([True, False, None])
        if roll < 0.9:
            return [self.value(depth + 1) for _ in range(self.randrange(4))]
        names = WORDS + ["signals", "noise", "latents", "beta", "schedule"]
        return {self.choice(names): self.value(depth + 1) for _ in range(self.randrange(3))}

    def problem(self, spoilt):
        problem = json.loads(json.dumps(PROBLEM))
        for _ in range(self.randrange(3) if spoilt else 0):
            section = self.choice(list(problem))
            if isinstance(problem[section], dict) and problem[section] and self.random() < 0.8:
                problem[section][self.choice(list(problem[section]))] = self.value()
            else:
                problem[section] = self.value()
        if self.random() < 0.1:
            problem["data"] = {"spectrum": [[3, 0.5], [1, 0.5]]}
        return problem

    def array(self, spoilt):
        if not spoilt:
            kind = self.choice(["f8", "f4", ">f8", "f2"])
            return np.random.default_rng(self.randrange(1000)).standard_normal((20, 5)).astype(kind)
        shape = self.choice([(4, 3), (20, 5), (1, 1), (0, 3), (3,), (2, 2, 2), (50, 2), (5, 0)])
        numbers = np.random.default_rng(self.randrange(1000)).standard_normal(shape)
        numbers *= self.choice([1, 10, 1e200, 0])
        kind = self.choice(["f8", "f4", "i2", "u1", ">f8", "bool", "c16", "O", "U3", "f2"])
        with np.errstate(all="ignore"):
            array = numbers.astype(kind)
        if array.size and array.dtype.kind == "f" and self.random() < 0.1:
            array.flat[0] = np.nan
        return array[::-1] if self.random() < 0.3 else array

    def question(self, keys):
        """A command with its request, a mapping or bytes, and its arrays."""
        command = self.choice(COMMANDS)
        known = keys[command]
        spoilt = self.random() < 0.5
        given = self.sample(known, self.randrange(min(5, len(known)))) if spoilt else []
        request = {key: self.value() for key in given}
        sound = {
            "problem": lambda: self.problem(spoilt),
            "latents": lambda: self.choice([1, 2, 3]),
            "x": lambda: "beta=0.1:2:3" if command == "phase" else "beta=0.1:2",
            "y": lambda: "eta=0.1:2:2" if command == "phase" else None,
            "alpha": lambda: "0.5:2:2",
            "rates": lambda: "0.1:0.5:2",
            "spec": lambda: self.choice(WORDS[:2]),
            "terms": lambda: self.choice(WORDS[2:4]),
        }
        for key, make in sound.items():
            if key in known and (not spoilt or self.random() < 0.8):
                request[key] = make()
        request.pop("checkpoint", None)
        arrays = {}
        for key in ARRAYS:
            if key in known and self.random() < 0.5 or key == "data" and not spoilt and key in known:
                arrays[key] = self.array(spoilt)
                request.pop(key, None)
        roll = self.random()
        if roll < 0.02:
            return command, bytes(self.randrange(256) for _ in range(self.randrange(40))), arrays
        if roll < 0.04:
            return command, b"[" * self.choice([10, 1000, 100_000]), arrays
        return command, request, arrays


def ask(command, request, arrays):
    """The answer, and the seconds of processor time after it was cancelled, if it was."""
    text = request if isinstance(request, bytes) else json.dumps(request).encode()
    held = [_ask._described(name, value) for name, value in arrays.items()]
    described = (Array * len(held))(*(array for array, _ in held))
    run = LIBRARY.betaflow_run_new(1, 0)
    cancelled = []

    def cancel():
        LIBRARY.betaflow_run_cancel(run)
        cancelled.append(time.process_time())

    timer = threading.Timer(LIMIT, cancel)
    timer.start()
    handle = Handle(
        LIBRARY.betaflow_ask(
            command.encode(), text, len(text), described, len(held), run, ctypes.c_void_p(), None
        )
    )
    end = time.process_time()
    timer.cancel()
    timer.join()
    LIBRARY.betaflow_run_free(run)
    return handle, end - cancelled[0] if cancelled else 0


def keys_of(command):
    """The keys that the library names when it is asked for one that it does not have."""
    handle, _ = ask(command, {"zzz": 1}, {})
    return [key.strip().strip('"') for key in handle.text("text").split("another of")[-1].split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--cases", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    # A crash shows the call of Python that led to it.
    faulthandler.enable()
    keys = {command: keys_of(command) for command in COMMANDS}
    dice, count, found = Dice(options.seed), 0, {}
    end = time.monotonic() + options.seconds
    while count < options.cases if options.cases else time.monotonic() < end:
        question = dice.question(keys)
        handle, late = ask(*question)
        text = handle.text("text")
        json.loads(handle.text("remarks"))
        if handle.status == 0:
            json.loads(text)
            handle.text("table"), handle.arrays()
        if handle.status not in STATUSES or not text or late > 0.5:
            sys.exit(f"case {count}: status {handle.status}, {late:.1f} s late: {text[:300]}\n{question}")
        found[handle.status] = found.get(handle.status, 0) + 1
        count += 1
    print(f"{count} questions, by status: {dict(sorted(found.items()))}")


if __name__ == "__main__":
    main()
