"""β in Lightning: a callback that sets an attribute and resumes with the checkpoint."""

from __future__ import annotations

from typing import Any

from .beta_schedule import BetaSchedule


def lightning_callback(schedule: BetaSchedule, attribute: str = "beta") -> Any:
    """A callback that gives an attribute of the module the β of each batch.

    >>> trainer = lightning.Trainer(callbacks=[bf.training.lightning_callback(schedule)])

    Args:
        schedule: β at each step. What was counted is saved in Lightning's checkpoints.
        attribute: The name of the attribute that multiplies KL in ``training_step``.

    Returns:
        A ``lightning.pytorch.Callback``, or ``pytorch_lightning``'s where that is what there is.
    """
    try:
        from lightning.pytorch import Callback
    except ImportError:
        from pytorch_lightning import Callback

    class BetaCallback(Callback):  # type: ignore[misc]
        """Sets β before each batch of training."""

        def on_train_batch_start(
            self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int
        ) -> None:
            setattr(pl_module, attribute, schedule.step())

        def state_dict(self) -> dict[str, Any]:
            return schedule.state_dict()

        def load_state_dict(self, state_dict: dict[str, Any]) -> None:
            schedule.load_state_dict(state_dict)

    return BetaCallback()
