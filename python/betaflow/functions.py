"""The questions of betaflow, one function each.

Names and keywords are those of the subcommands and their flags; ``betaflow COMMAND --help`` says what each of them does.
Where a keyword takes data, give a path, a list of paths, or an array: anything that NumPy can view is read where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._ask import Progress, ask, is_array, request_of
from .results import Result

__all__ = ["diagnose", "loss", "plan", "train"]


def loss(
    terms: str | None = None,
    *,
    dimension: int | None = None,
    latents: int | None = None,
    batch: int | None = None,
    set: Mapping[str, float] | None = None,
    preset: str | None = None,
    quiet: bool = False,
) -> Result:
    """Says what the KL weight of a training loss really is.

    Args:
        terms: The loss in words, or as it stands in a script: ``"mse:mean + 0.00025*kl:sum"``.
        dimension: N, coordinates of a sample.
        latents: M, needed for a mean over latents.
        batch: B, samples of a batch, needed where only one term is summed over the batch.
        set: Values of names in ``terms``.
        preset: The default loss of a library, in place of ``terms``.
        quiet: Whether warnings are kept to the result.

    Returns:
        ``beta``, ``effective_beta`` (what eigenvalues of the covariance must exceed, in squared units of the data;
        ``None`` without a given σ²), ``learning_rate_factor``, ``terms``, ``verdict_without_data``.
    """
    request = request_of(locals())
    return ask("loss", request, quiet=quiet)


def plan(
    data: Any,
    *,
    latents: int,
    beta: float | None = None,
    loss: str | None = None,
    set: Mapping[str, float] | None = None,
    decoder: str | None = None,
    decoder_variance: float | None = None,
    dispersion: float | None = None,
    draws: float | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    batch: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    schedule: str | None = None,
    standardize: bool | None = None,
    weights: Any = None,
    covariance: bool | None = None,
    samples: int | None = None,
    top: int | None = None,
    network: str | None = None,
    activation: str | None = None,
    start_overlap: float | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
    **reading: Any,
) -> Result:
    """Says which latents of a β-VAE live on a data set, and what to train with.

    Args:
        data: Samples × columns, or paths of files.
        latents: M, the latents of the model.
        beta: Weight of the KL term beside the negative log-likelihood; 1 unless given.
        loss: The loss in words, in place of ``beta`` and ``decoder``.
        set: Values of names in ``loss``.
        decoder: What the decoder says of the data: ``"gaussian"``, ``"bernoulli"``, …
        decoder_variance: σ² of a Gaussian decoder, in squared units of the data.
        dispersion: θ of a negative binomial decoder.
        draws: Draws of a multinomial decoder.
        optimizer: ``"sgd"`` or ``"adam"``.
        learning_rate: That of the loss as it is written.
        batch: Samples in a step.
        steps: Steps of training.
        epochs: Epochs of training, with ``batch``.
        schedule: What the KL weight is multiplied by over the steps: ``"linear(duration=4000)"``.
        standardize: Whether each column is divided by its standard deviation.
        weights: What each row counts: one number a row.
        covariance: Whether ``data`` are a covariance, of ``samples`` rows.
        samples: The rows that a covariance is of.
        top: Search for so many eigenvalues alone.
        network: The network that will be trained, to be told how far such were from the prediction.
        activation: That of its units.
        start_overlap: Length of decoder and encoder along each eigen-direction at the start.
        seed: That of random draws.
        threads: How many work at a time; all cores unless given.
        progress: Called with what is done, of how much, and the unit.
        quiet: Whether warnings are kept to the result.
        **reading: How the data are read: ``key``, ``window``, ``stride``, ``transpose``, ``columns``, ``drop``,
            ``rows``, ``delimiter``, ``decimal``, ``missing``, ``scale``.

    Returns:
        The fields of ``betaflow plan --format json``: ``latents`` with eigenvalue, threshold and KL in nats of each,
        ``active``, ``rate``, ``distortion``, ``estimates``, ``advice``, ``recommended``, …
    """
    request = request_of(locals(), "data", "weights")
    request.update(_reading("plan", reading))
    arrays = _place(request, data=data, weights=weights)
    return ask("plan", request, arrays=arrays, threads=threads, progress=progress, quiet=quiet)


def train(
    data: Any,
    *,
    latents: int,
    beta: float | None = None,
    loss: str | None = None,
    set: Mapping[str, float] | None = None,
    decoder: str | None = None,
    decoder_variance: float | None = None,
    dispersion: float | None = None,
    draws: float | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    batch: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    schedule: str | None = None,
    full_batch: bool | None = None,
    weight_decay: float | None = None,
    variance: str | None = None,
    start: str | None = None,
    start_overlap: float | None = None,
    standardize: bool | None = None,
    weights: Any = None,
    covariance: bool | None = None,
    samples: int | None = None,
    top: int | None = None,
    checkpoint: str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
    **reading: Any,
) -> Result:
    """Trains a linear β-VAE on a data set, and sets what was predicted beside what came.

    Keywords are those of :func:`plan`, and

    Args:
        data: Samples × columns, or paths of files.
        latents: M, the latents of the model.
        full_batch: Whether each step takes all rows.
        weight_decay: λ, which adds ½λ(‖W‖² + ‖V‖²) to the loss.
        variance: Whether steps move D or ln D: ``"direct"`` or ``"log"``.
        start: Whether latents start ``"random"`` or ``"aligned"`` with the eigen-directions.
        checkpoint: A file with the state of training, written now and then and gone on from.

    Returns:
        The fields of ``betaflow train --format json``: predicted and measured KL of each latent in nats, ``distortion``,
        ``nll``, ``history``, ``stopped``.
    """
    request = request_of(locals(), "data", "weights")
    request.update(_reading("train", reading))
    arrays = _place(request, data=data, weights=weights)
    return ask("train", request, arrays=arrays, threads=threads, progress=progress, quiet=quiet)


def diagnose(
    mu: Any = None,
    logvar: Any = None,
    *,
    data: Any = None,
    log: Any = None,
    decoded: Any = None,
    activations: Any = None,
    kl: float | None = None,
    reduction: str | None = None,
    latents: int | None = None,
    spread: str | None = None,
    active_threshold: float | None = None,
    beta: float | None = None,
    loss: str | None = None,
    set: Mapping[str, float] | None = None,
    decoder: str | None = None,
    decoder_variance: float | None = None,
    dispersion: float | None = None,
    draws: float | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    batch: int | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    schedule: str | None = None,
    standardize: bool | None = None,
    weights: Any = None,
    covariance: bool | None = None,
    samples: int | None = None,
    top: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    quiet: bool = False,
    **reading: Any,
) -> Result:
    """Says what is the matter with a trained VAE: why its latents are dead.

    Args:
        mu: Means of the encoder, samples × latents.
        logvar: Its log-variances, of the same shape; other spreads as ``spread`` says.
        data: What the model was trained on, samples × columns.
        log: KL over the steps of training, a file.
        decoded: Outputs of the decoder for draws of z from the prior, draws × columns.
        activations: Values of its hidden units for such draws.
        kl: The KL as it was logged, in nats, where that is all there is.
        reduction: How that was reduced: ``"batchmean"``, ``"batchsum"`` or ``"mean"``.
        latents: M, where no array says it.
        spread: What ``logvar`` holds.
        active_threshold: Variance of a mean above which its latent is an active unit.

    All others are those of :func:`plan`, and say what the theory makes of ``data``.

    Returns:
        The fields of ``betaflow diagnose --format json``: ``verdict``, ``latents`` with KL and class of each,
        ``active_units``, ``advice``, …
    """
    request = request_of(
        locals(), "mu", "logvar", "data", "log", "decoded", "activations", "weights"
    )
    request.update(_reading("diagnose", reading))
    arrays = _place(
        request,
        mu=mu,
        logvar=logvar,
        data=data,
        log=log,
        decoded=decoded,
        activations=activations,
        weights=weights,
    )
    return ask("diagnose", request, arrays=arrays, threads=threads, quiet=quiet)


_READING = (
    "key",
    "window",
    "stride",
    "transpose",
    "columns",
    "drop",
    "rows",
    "delimiter",
    "decimal",
    "missing",
    "scale",
)


def _reading(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of reading, as the flags have them."""
    for name in given:
        if name not in _READING:
            raise TypeError(
                f"{function}() got an unexpected keyword argument {name!r}; how data are read is said by "
                + ", ".join(_READING)
            )
    read = dict(given)
    for name in ("columns", "drop"):
        if isinstance(read.get(name), Sequence) and not isinstance(read[name], str):
            read[name] = ",".join(str(column) for column in read[name])
        elif isinstance(read.get(name), int):
            read[name] = str(read[name])
    if isinstance(read.get("rows"), tuple):
        first, last = read["rows"]
        read["rows"] = f"{first}:{last}"
    return read


def _place(request: dict[str, Any], **sources: Any) -> dict[str, Any]:
    """Puts paths into the request, and returns what are arrays."""
    arrays: dict[str, Any] = {}
    for name, source in sources.items():
        if source is None:
            continue
        if is_array(source):
            arrays[name] = source
        else:
            request[name] = source
    return arrays
