"""β in scvi-tools: the ``plan_kwargs`` of a linear ramp, the only schedule that it has."""

from __future__ import annotations

from typing import Any

import numpy as np

from .beta_schedule import BetaSchedule


def scvi_plan_kwargs(schedule: BetaSchedule) -> dict[str, Any]:
    """What scvi-tools' ``train`` takes for a schedule.

    >>> model.train(plan_kwargs=bf.training.scvi_plan_kwargs(schedule))

    Args:
        schedule: A linear ramp, or a constant.

    Returns:
        ``n_steps_kl_warmup``, ``n_epochs_kl_warmup``, ``min_kl_weight`` and ``max_kl_weight``.

    Raises:
        ValueError: Any other schedule.
    """
    betas = np.array([schedule(step) for step in range(len(schedule))])
    first, last = float(betas[0]), float(betas[-1])
    if first == last and np.all(betas == first):
        return {
            "n_steps_kl_warmup": None,
            "n_epochs_kl_warmup": None,
            "min_kl_weight": first,
            "max_kl_weight": first,
        }
    slope = betas[1] - betas[0]
    steps = round((last - first) / slope) if slope > 0 else 0
    ramp = first + (last - first) * np.minimum(1, np.arange(len(betas)) / max(1, steps))
    if steps < 1 or np.abs(betas - ramp).max() > 1e-9 * last:
        raise ValueError(f"scvi-tools ramps linearly from a minimum to a maximum, which {schedule!r} does not")
    return {
        "n_steps_kl_warmup": steps,
        "n_epochs_kl_warmup": None,
        "min_kl_weight": first,
        "max_kl_weight": last,
    }
