"""β in a training loop: a schedule that counts steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..problems import schedule


class BetaSchedule:
    """The weight β of the KL term at each step of training.

    >>> beta = bf.BetaSchedule("linear(duration=4000, max=4)", steps=20_000)
    >>> for batch in batches:
    ...     loss = reconstruction + beta.step() * kl

    It can also be asked about a step, ``beta(step)``, and goes on where it was from a checkpoint:
    :meth:`state_dict` and :meth:`load_state_dict` are those of PyTorch's schedulers. Behind the last step β stays what it was
    there.

    Args:
        spec: The schedule, as :func:`betaflow.schedule` takes it.
        steps: Steps of training.
        scale: What β is multiplied by, where a schedule is of a factor.
        **keywords: All others of :func:`betaflow.schedule` but ``every``: ``epochs``, ``rows``, ``batch``, ``unit``, …

    Raises:
        ValueError: A schedule or keyword that is not allowed.
    """

    def __init__(
        self,
        spec: str | float | Mapping[str, Any],
        *,
        steps: int | None = None,
        scale: float = 1.0,
        **keywords: Any,
    ) -> None:
        if "every" in keywords:
            raise TypeError("every step has a β: there is no keyword 'every'")
        table = schedule(spec, steps=steps, **keywords)
        self.spec = spec
        self._betas = scale * np.asarray(table.columns["beta"], dtype=np.float64)
        self._position = 0

    def __len__(self) -> int:
        """Steps of training."""
        return len(self._betas)

    def __call__(self, step: int) -> float:
        """β at a step, counted from 0."""
        if step < 0:
            raise ValueError(f"steps count from 0, not from {step}")
        return float(self._betas[min(step, len(self._betas) - 1)])

    @property
    def value(self) -> float:
        """β at the step that comes next."""
        return self(self._position)

    def step(self) -> float:
        """β at the step that comes next, which is counted."""
        beta = self.value
        self._position += 1
        return beta

    def state_dict(self) -> dict[str, Any]:
        """How many steps were counted, for a checkpoint."""
        return {"position": self._position}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on from a checkpoint."""
        self._position = int(state["position"])

    def __repr__(self) -> str:
        return f"BetaSchedule({self.spec!r}, steps={len(self)}) at step {self._position}"
