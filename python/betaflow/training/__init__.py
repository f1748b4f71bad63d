"""β and latents in a training loop, and in the loops of frameworks.

Each framework is imported when its callback is made, and not before.
"""

from __future__ import annotations

from .beta_schedule import BetaSchedule
from .keras_callback import keras_callback
from .lightning_callback import lightning_callback
from .monitor import Monitor
from .pythae_callback import pythae_callback
from .scvi_plan import scvi_plan_kwargs

__all__ = [
    "BetaSchedule",
    "Monitor",
    "keras_callback",
    "lightning_callback",
    "pythae_callback",
    "scvi_plan_kwargs",
]
