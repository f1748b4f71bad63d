"""Writes fitting.json: ten steps of SGD and Adam on the exact loss of a linear VAE, transcribed with explicit
residuals and one sample at a time, and three tables that scikit-learn ships.

    python3 fitting.py > fitting.json      (numpy, scikit-learn)
"""

import json

import numpy as np
from sklearn import datasets

rng = np.random.default_rng(19)
P, N, M, B = 7, 5, 2, 3
X = np.round(rng.normal(size=(P, N)) * [2, 1, 1, 0.5, 0.3] + [1, 0, -2, 3, 0.5], 3)
mean = X.mean(0)
V0, W0 = (np.round(0.4 * rng.normal(size=(N, M)), 3) for _ in range(2))
beta, sigma2, decay, scale = 0.7, 0.5, 0.05, 1.3


def gradient(x, p):
    a = p["V"].T @ x + p["c"]
    r = x - p["W"] @ a - p["b"]
    da = -p["W"].T @ r / sigma2 + beta * a
    return {
        "V": np.outer(x, da),
        "W": (-np.outer(r, a) + p["W"] * p["D"]) / sigma2,
        "c": da,
        "b": -r / sigma2,
        "D": 0.5 * (p["W"] ** 2).sum(0) / sigma2 + 0.5 * beta * (1 - 1 / p["D"]),
    }


def train(optimizer, variance, rate):
    p = {"V": V0.copy(), "W": W0.copy(), "c": np.zeros(M), "b": np.zeros(N), "D": np.ones(M)}
    first = {k: np.zeros_like(v) for k, v in p.items()}
    second = {k: np.zeros_like(v) for k, v in p.items()}
    batches = [list(range(i, min(i + B, P))) for i in range(0, P, B)]
    for step in range(10):
        rows = batches[step % len(batches)]
        parts = [gradient(X[i] - mean, p) for i in rows]
        for key in p:
            g = scale * sum(part[key] for part in parts) / len(rows)
            if key in "VW":
                g = g + decay * p[key]
            value = p[key]
            if key == "D" and variance == "log":
                g, value = g * p["D"], np.log(p["D"])
            if optimizer == "adam":
                first[key] = 0.9 * first[key] + 0.1 * g
                second[key] = 0.999 * second[key] + 0.001 * g**2
                m = first[key] / (1 - 0.9 ** (step + 1))
                v = second[key] / (1 - 0.999 ** (step + 1))
                g = m / (np.sqrt(v) + 1e-8)
            value = value - rate * g
            p[key] = np.exp(value) if key == "D" and variance == "log" else value
    return {k: v.ravel().tolist() for k, v in p.items()}


runs = [
    {"optimizer": o, "variance": v, "rate": r, "end": train(o, v, r)}
    for o, v, r in [
        ("sgd", "direct", 0.05), ("sgd", "log", 0.05), ("adam", "direct", 0.02), ("adam", "log", 0.02)
    ]
]
tables = {
    name: {"columns": load().data.shape[1], "values": load().data.ravel().tolist()}
    for name, load in [("wine", datasets.load_wine), ("diabetes", datasets.load_diabetes)]
}
cancer = datasets.load_breast_cancer().data
tables["breast_cancer"] = {"columns": cancer.shape[1], "values": cancer.ravel().tolist()}
print(
    json.dumps(
        {
            "steps": {
                "columns": N, "latents": M, "batch": B, "X": X.ravel().tolist(),
                "V": V0.ravel().tolist(), "W": W0.ravel().tolist(), "beta": beta, "sigma2": sigma2,
                "decay": decay, "scale": scale, "runs": runs,
            },
            "tables": tables,
        }
    )
)
