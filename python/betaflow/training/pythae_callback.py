"""β in pythae: a callback that sets the weight of the model."""

from __future__ import annotations

from typing import Any

from .beta_schedule import BetaSchedule


def pythae_callback(schedule: BetaSchedule) -> Any:
    """A callback that gives a pythae model the β of each step.

    Args:
        schedule: β at each step.

    Returns:
        A ``pythae.trainers.training_callbacks.TrainingCallback``, for models with ``beta``: ``BetaVAE`` and those like it.
    """
    from pythae.trainers.training_callbacks import TrainingCallback

    class BetaCallback(TrainingCallback):  # type: ignore[misc]
        """Sets β at the start, and anew behind each batch.

        What pythae calls the beginning of a training step is that of an epoch, its end that of a batch.
        """

        def on_train_begin(self, training_config: Any, **kwargs: Any) -> None:
            kwargs["model"].beta = schedule.value

        def on_train_step_end(self, training_config: Any, **kwargs: Any) -> None:
            schedule.step()
            kwargs["model"].beta = schedule.value

    return BetaCallback()
