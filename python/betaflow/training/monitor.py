"""What becomes of the latents while a VAE trains."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._ask import as_array
from ..errors import BetaflowWarning
from ..functions import diagnose
from ..results import Result

#: KL in nats from which on a latent lives.
ALIVE = 0.01

Decoder = Callable[[NDArray[np.float64]], Any]


class Monitor:
    """Watches the KL of each latent, and says once what is the matter when a latent is dead that should live.

    >>> monitor = bf.Monitor(data=X, beta=4, decoder=lambda z: model.decode(z))
    >>> for step, batch in enumerate(batches):
    ...     ...
    ...     monitor.update(step, mu=mu, logvar=logvar)
    >>> print(monitor.diagnosis())

    Args:
        data: What the model is trained on, samples × columns; with the loss it says which latents can live.
        decoder: Takes draws of z (draws × latents) and returns outputs (draws × columns). A decoder that does not react to
            z is then told from a β that is too large.
        patience: Updates without a living latent before it is said.
        writer: Told numbers: ``add_scalar(name, value, step)`` as TensorBoard has it, or ``log({name: value}, step=step)``
            as W&B has it.
        draws: Draws of z that the decoder is asked about.
        seed: That of these draws.
        **loss: What :func:`betaflow.diagnose` is to know of loss and training: ``beta`` or ``loss``, ``learning_rate``, …
    """

    def __init__(
        self,
        *,
        data: Any = None,
        decoder: Decoder | None = None,
        patience: int = 100,
        writer: Any = None,
        draws: int = 256,
        seed: int = 0,
        **loss: Any,
    ) -> None:
        self._data, self._decoder, self._writer = data, decoder, writer
        self._patience, self._draws, self._seed = patience, draws, seed
        self._loss = loss
        self._code: tuple[NDArray[Any], NDArray[Any]] | None = None
        self._idle = 0
        self._warned = False
        #: The steps of the updates, and the KL of each latent in nats at each of them.
        self.steps: list[int] = []
        self.kl: list[NDArray[np.float64]] = []

    def update(
        self,
        step: int,
        *,
        mu: Any = None,
        logvar: Any = None,
        kl: ArrayLike | None = None,
    ) -> NDArray[np.float64]:
        """Takes what the encoder says of a batch.

        Args:
            step: The step of training.
            mu: Means, samples × latents.
            logvar: Log-variances, of the same shape.
            kl: In their place the KL of each latent, in nats per sample.

        Returns:
            The KL of each latent, in nats per sample.

        Raises:
            ValueError: Neither or both were given.
        """
        if (kl is None) == (mu is None or logvar is None):
            raise ValueError("give mu and logvar, or kl of each latent")
        each: NDArray[np.float64]
        if kl is None:
            means = np.asarray(as_array("mu", mu), dtype=np.float64)
            spreads = np.asarray(as_array("logvar", logvar), dtype=np.float64)
            self._code = means.copy(), spreads.copy()
            each = 0.5 * (means**2 + np.exp(spreads) - spreads - 1).mean(axis=0)
        else:
            each = np.asarray(kl, dtype=np.float64)
        self.steps.append(step)
        self.kl.append(each)
        self._write(step, each)
        self._watch(step, each)
        return each

    @property
    def active(self) -> int:
        """How many latents lived at the last update."""
        return int((self.kl[-1] > ALIVE).sum()) if self.kl else 0

    def diagnosis(self, **more: Any) -> Result:
        """What is the matter, as :func:`betaflow.diagnose` says it of the last update and the decoder.

        Args:
            **more: Keywords of :func:`betaflow.diagnose`, in place of those that the monitor was made with.
        """
        if not self.kl:
            raise ValueError("there is nothing to diagnose before the first update")
        known: dict[str, Any] = {"quiet": True, **self._loss}
        if self._data is not None:
            known["data"] = self._data
        if self._code is not None:
            known["mu"], known["logvar"] = self._code
        else:
            known["kl"], known["latents"] = float(self.kl[-1].sum()), len(self.kl[-1])
        if self._decoder is not None:
            known["decoded"] = self._decoded(len(self.kl[-1]))
        known.update(more)
        return diagnose(**known)

    def _decoded(self, latents: int) -> NDArray[Any]:
        assert self._decoder is not None
        draws = np.random.default_rng(self._seed).standard_normal((self._draws, latents))
        return as_array("decoded", self._decoder(draws))

    def _write(self, step: int, each: NDArray[np.float64]) -> None:
        if self._writer is None:
            return
        values = {f"kl/{latent}": float(value) for latent, value in enumerate(each)}
        values["active"] = float((each > ALIVE).sum())
        if hasattr(self._writer, "add_scalar"):
            for name, value in values.items():
                self._writer.add_scalar(f"betaflow/{name}", value, step)
        else:
            self._writer.log({f"betaflow/{name}": value for name, value in values.items()}, step=step)

    def _watch(self, step: int, each: NDArray[np.float64]) -> None:
        self._idle = 0 if (each > ALIVE).any() else self._idle + 1
        if self._warned or self._idle < self._patience:
            return
        self._warned = True
        found = self.diagnosis()
        warnings.warn(
            f"step {step}: no latent has lived for {self._idle} updates ({found.verdict}). "
            + " ".join(found.words),
            BetaflowWarning,
            stacklevel=3,
        )
