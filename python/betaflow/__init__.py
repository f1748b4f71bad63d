"""Know how a (β-)VAE learns before you train it.

>>> import betaflow as bf
>>> plan = bf.plan(X, latents=16, beta=60)        # X: samples × columns
>>> print(plan)                                   # the answer in sentences
>>> plan.active, plan.arrays["kl"]                # the numbers of `betaflow plan --format json`
"""

from __future__ import annotations

from .errors import (
    BetaflowError,
    BetaflowWarning,
    DataError,
    MissingFileError,
    NumericsError,
    OutputError,
    UsageError,
)
from .functions import diagnose, loss, plan, train
from .results import Fields, Result

__version__ = "0.1.0"

__all__ = [
    "BetaflowError",
    "BetaflowWarning",
    "DataError",
    "Fields",
    "MissingFileError",
    "NumericsError",
    "OutputError",
    "Result",
    "UsageError",
    "diagnose",
    "loss",
    "plan",
    "train",
]
