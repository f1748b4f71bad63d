"""Know how a (β-)VAE learns before you train it.

>>> import betaflow as bf
>>> plan = bf.plan(X, latents=16, beta=60)        # X: samples × columns
>>> print(plan)                                   # the answer in sentences
>>> plan.active, plan.arrays["kl"]                # the numbers of `betaflow plan --format json`
"""

from __future__ import annotations

from . import training
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
from .problems import (
    anneal,
    branches,
    compare,
    escape,
    finite_data,
    fixed_points,
    flow,
    phase,
    schedule,
    simulate,
    threshold,
)
from .results import Fields, Result
from .training import BetaSchedule, Monitor

__version__ = "0.1.0"

__all__ = [
    "BetaSchedule",
    "BetaflowError",
    "BetaflowWarning",
    "DataError",
    "Fields",
    "MissingFileError",
    "Monitor",
    "NumericsError",
    "OutputError",
    "Result",
    "UsageError",
    "anneal",
    "branches",
    "compare",
    "diagnose",
    "escape",
    "finite_data",
    "fixed_points",
    "flow",
    "loss",
    "phase",
    "plan",
    "schedule",
    "simulate",
    "threshold",
    "train",
    "training",
]
