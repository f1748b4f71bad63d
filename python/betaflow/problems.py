"""The questions about a problem: a path of a problem file, or the same as a mapping.

>>> import betaflow as bf
>>> problem = {
...     "data": {"signals": [1.0], "noise": 1.0},
...     "model": {"latents": 1},
...     "training": {"rates": 0.01, "beta": 1.0},
...     "initial": {"overlap": 0.01},
...     "time": {"end": 3000, "samples": 301},
... }
>>> flow = bf.flow(problem)
>>> flow.times, flow.arrays["Q"]                  # shapes (301,), (301, 1, 1)

Names and keywords are those of the subcommands and their flags; ``betaflow COMMAND --help`` says what each of them does. Every
function takes ``threads`` (all cores unless given; no result depends on it), ``progress`` (called with what is done, of how
much, and the unit) and ``quiet`` (whether warnings are kept to the result), and raises ``ValueError`` for what is not
allowed and ``betaflow.NumericsError`` where the numerics cannot deliver.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Union

from ._ask import Progress, ask, request_of
from .results import Result

__all__ = [
    "anneal",
    "branches",
    "compare",
    "escape",
    "finite_data",
    "fixed_points",
    "flow",
    "phase",
    "schedule",
    "simulate",
    "threshold",
]

Problem = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def flow(
    problem: Problem,
    *,
    tolerance: float | None = None,
    fluctuations: bool | None = None,
    own_starts: bool | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Follows the order parameters of a problem in the limit N → ∞.

    Args:
        problem: The problem, with ``initial`` and ``time``.
        tolerance: Relative error allowed in a step, from 1e-14 to 0.1.
        fluctuations: Whether to follow how far single runs of SGD stray, too.
        own_starts: With ``fluctuations``: each run draws W and V of its own around the start.
        seed: That of random draws, in place of ``simulation.seed``.

    Returns:
        ``times`` in steps / N (τt in the limit of small rates), ``beta``, ``states``, ``generalization_error``; ``arrays`` has
        ``m``, ``d``, ``Q``, ``E``, ``R``, ``D`` with the time first.
    """
    request = request_of(locals())
    return ask("flow", request, threads=threads, progress=progress, quiet=quiet)


def simulate(
    problem: Problem,
    *,
    method: str | None = None,
    replicas: int | None = None,
    dimension: int | None = None,
    keep_replicas: bool | None = None,
    checkpoint: str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Runs one-pass SGD at finite N and averages over independent runs.

    Args:
        problem: The problem, with ``initial``, ``time`` and ``simulation``.
        method: ``"exact"``, the chain of the order parameters, or ``"vector"``; these overrule the problem:
        replicas: Independent runs.
        dimension: N, coordinates of a sample.
        keep_replicas: Whether the states of every run are kept.
        checkpoint: A file with the state of the runs, written now and then and gone on from.
        seed: That of random draws.

    Returns:
        ``times``, ``mean`` and ``standard_error`` of the states, ``generalization_error``, and ``runs`` if they are kept.
    """
    request = request_of(locals())
    return ask("simulate", request, threads=threads, progress=progress, quiet=quiet)


def compare(
    problem: Problem,
    *,
    tolerance: float | None = None,
    fluctuations: bool | None = None,
    method: str | None = None,
    replicas: int | None = None,
    dimension: int | None = None,
    keep_replicas: bool | None = None,
    checkpoint: str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Sets the flow for N → ∞ beside SGD at finite N.

    Keywords are those of :func:`flow` and :func:`simulate`.

    Returns:
        Both, with ``z`` of each order parameter: how many standard errors the mean over runs lies from the flow.
    """
    request = request_of(locals())
    return ask("compare", request, threads=threads, progress=progress, quiet=quiet)


def fixed_points(
    problem: Problem,
    *,
    beta: float | None = None,
    search: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    quiet: bool = False,
) -> Result:
    """Lists the states in which training can come to rest, and which of them attract.

    Args:
        problem: The problem.
        beta: β at which to look; the one on which its schedule settles unless given.
        search: Starts of the search for states of correlated latents.

    Returns:
        ``fixed_points``, each with ``kind``, ``state``, ``eigenvalues``, ``growth_rate`` per unit of time and ``stability``.
    """
    request = request_of(locals())
    return ask("fixed-points", request, threads=threads, quiet=quiet)


def threshold(
    problem: Problem,
    *,
    beta: float | None = None,
    seed: int | None = None,
    threads: int | None = None,
    quiet: bool = False,
) -> Result:
    """Finds the β at which latents collapse, on the Jacobian of the flow itself.

    Args:
        problem: The problem.
        beta: β near which to look.

    Returns:
        ``thresholds``, each with ``eigenvalue``, ``kind``, ``beta`` and its ``bracket``.
    """
    request = request_of(locals())
    return ask("threshold", request, threads=threads, quiet=quiet)


def escape(
    problem: Problem,
    *,
    dimension: int | None = None,
    rows: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    quiet: bool = False,
) -> Result:
    """Says how long the plateau lasts, and whether training learns before its end.

    Args:
        problem: The problem.
        dimension: N, for the plateau in steps.
        rows: Samples in the data set, for the plateau in epochs.

    Returns:
        ``growth_rate``, ``plateau`` in time and steps, ``verdict``: ``"learns"``, ``"slow"`` or ``"never"``.
    """
    request = request_of(locals())
    return ask("escape", request, threads=threads, quiet=quiet)


def phase(
    problem: Problem,
    *,
    x: str,
    y: str,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Maps what training ends in over two parameters.

    Args:
        problem: The problem.
        x: The horizontal axis, ``"beta=0.05:3:60"``.
        y: The vertical axis.

    Returns:
        At each point of the grid the stable phase, its error and its slowest rate.
    """
    request = request_of(locals())
    return ask("phase", request, threads=threads, progress=progress, quiet=quiet)


def branches(
    problem: Problem,
    *,
    x: str,
    y: str | None = None,
    starts: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Follows the states of rest along a parameter, and finds where they branch.

    Args:
        problem: The problem.
        x: The parameter and its range.
        y: What is shown of each state.
        starts: Starts of a search for states of correlated latents at each value.

    Returns:
        The branches with their states, stability and bifurcations.
    """
    request = request_of(locals())
    return ask("branches", request, threads=threads, progress=progress, quiet=quiet)


def finite_data(
    problem: Problem,
    *,
    alpha: str | Sequence[float] | None = None,
    beta: float | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Tells what more samples would buy, and which β suits the samples there are.

    Args:
        problem: The problem.
        alpha: Samples per dimension, ``"0.2:20:60log"`` or a list; that of the problem unless given.
        beta: Weight of the KL term, in place of the problem's.

    Returns:
        ``error``, ``best_beta`` and ``best_error`` at each ``alpha``.
    """
    request = request_of(locals())
    return ask("finite-data", request, threads=threads, progress=progress, quiet=quiet)


def anneal(
    problem: Problem,
    *,
    schedule: str | None = None,
    rates: str | Sequence[float] | None = None,
    tolerance: float | None = None,
    optimal: bool | None = None,
    objective: str | None = None,
    horizon: float | None = None,
    monotone: bool | None = None,
    knots: int | None = None,
    checkpoint: str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Finds the annealing rate at which training converges soonest.

    Args:
        problem: The problem, whose β is the largest of all schedules.
        schedule: Their shape: ``"tanh"``, ``"linear"`` or ``"cyclical"``.
        rates: The largest slopes of β/β_max, ``"0.0005:0.01:30log"`` or a list.
        tolerance: How far above the error of the fixed point counts as converged.
        optimal: Whether the best β(t) of all is searched for, too; the keywords that follow say how.

    Returns:
        ``constant``, ``rates``, ``times``, ``best`` with the schedule that a problem takes.
    """
    request = request_of(locals())
    return ask("anneal", request, threads=threads, progress=progress, quiet=quiet)


def schedule(
    spec: str | float | Mapping[str, Any],
    *,
    steps: int | None = None,
    epochs: int | None = None,
    rows: int | None = None,
    batch: int | None = None,
    drop_last: bool | None = None,
    unit: str | None = None,
    dimension: int | None = None,
    learning_rate: float | None = None,
    every: str | int | None = None,
    quiet: bool = False,
) -> Result:
    """Gives any schedule of β as a table over steps.

    Args:
        spec: A number, a call such as ``"tanh(rate=0.002, max=1)"``, a mapping, or the path of a problem file.
        steps: Steps of training.
        epochs: Epochs of training.
        rows: Samples in the data set.
        batch: Samples in a step.
        drop_last: Whether an epoch leaves out the samples that do not fill a batch.
        unit: What times in ``spec`` are counted in: ``"steps"``, ``"epochs"``, ``"t"`` or ``"flow"``.
        dimension: N, for times in steps / N.
        learning_rate: That of plain SGD, for times in learning rate × steps.
        every: A row every so many steps, or ``"epoch"`` for the first step of each.

    Returns:
        ``beta`` at each step.
    """
    request = request_of(locals())
    return ask("schedule", request, quiet=quiet)
