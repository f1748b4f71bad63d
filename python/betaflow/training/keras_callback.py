"""β in Keras' ``fit``: a callback that assigns a variable."""

from __future__ import annotations

from typing import Any

from .beta_schedule import BetaSchedule


def keras_callback(schedule: BetaSchedule, variable: Any) -> Any:
    """A callback that gives a variable the β of each batch.

    >>> beta = keras.Variable(0.0, trainable=False)      # multiplies KL in the model's loss
    >>> model.fit(X, X, callbacks=[bf.training.keras_callback(schedule, beta)])

    Args:
        schedule: β at each step; it goes on counting in a second ``fit``.
        variable: Anything with ``assign``. One that is not trainable: only a variable reaches a compiled loss.

    Returns:
        A ``keras.callbacks.Callback``.
    """
    import keras

    class BetaCallback(keras.callbacks.Callback):  # type: ignore[misc]
        """Assigns β before each batch of training."""

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            variable.assign(schedule.step())

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if logs is not None:
                logs["beta"] = schedule.value

    return BetaCallback()
