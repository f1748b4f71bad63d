"""Asking the library: keywords and arrays in, a result out."""

from __future__ import annotations

import ctypes
import json
import os
import threading
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._library import LIBRARY, PROGRESS, Array, Handle
from .errors import BetaflowWarning, DataError, error_of
from .results import Result

Progress = Callable[[int, "int | None", str], None]


def ask(
    command: str,
    request: Mapping[str, Any],
    *,
    arrays: Mapping[str, Any] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    quiet: bool = False,
) -> Result:
    """Puts a question, as a subcommand does.

    Args:
        command: The subcommand: ``"fixed-points"``.
        request: Its flags in snake_case; those that are ``None`` count as not given.
        arrays: Arrays in place of files, by the name of the keyword. They are read where they are.
        threads: How many work at a time; all cores unless given. No result depends on it.
        progress: Called with what is done, of how much (``None`` if that is not known), and the unit.
        quiet: Whether notes and warnings are kept to the result.

    Returns:
        The answer.

    Raises:
        ValueError: A keyword or value that is not allowed.
        betaflow.DataError: Data that are not what they should be.
        KeyboardInterrupt: The run was interrupted.
    """
    given = {key: _plain(value) for key, value in request.items() if value is not None}
    text = json.dumps(given, allow_nan=False).encode()
    held = [_described(name, value) for name, value in (arrays or {}).items()]
    described = (Array * len(held))(*(array for array, _ in held))
    in_main = threading.current_thread() is threading.main_thread()
    run = LIBRARY.betaflow_run_new(_count(threads), int(in_main))
    heard = PROGRESS(_listener(progress)) if progress else None
    try:
        result = LIBRARY.betaflow_ask(
            command.encode(),
            text,
            len(text),
            described,
            len(held),
            run,
            ctypes.cast(heard, ctypes.c_void_p) if heard else None,
            None,
        )
    finally:
        LIBRARY.betaflow_run_free(run)
    return _read(command, Handle(result), quiet)


#: Keywords of functions that are no flags of the command.
_NO_FLAGS = {"threads", "progress", "quiet", "reading"}


def request_of(keywords: Mapping[str, Any], *sources: str) -> dict[str, Any]:
    """The request of a function whose keywords are the flags of its command.

    Args:
        keywords: Its ``locals()``, before it has any of its own.
        *sources: The names of those that can be arrays, which are placed by themselves.

    Returns:
        All others by name.
    """
    return {key: value for key, value in keywords.items() if key not in _NO_FLAGS.union(sources)}


def is_array(value: Any) -> bool:
    """Whether a value holds numbers, and is no path."""
    return not isinstance(value, (str, bytes, os.PathLike)) and not (
        isinstance(value, (list, tuple)) and all(isinstance(v, (str, os.PathLike)) for v in value)
    )


def as_array(name: str, value: Any) -> NDArray[Any]:
    """A value as an array of at most two dimensions, in place where that is possible.

    Anything with ``__array__``, ``__array_interface__`` or ``__dlpack__`` is taken, such as a tensor on the CPU.
    All dimensions but the first are flattened.
    """
    if hasattr(value, "detach"):  # A tensor that takes part in a gradient hands out no array.
        value = value.detach()
    try:
        if hasattr(value, "__dlpack__") and not hasattr(value, "__array__"):
            array = np.from_dlpack(value)
        else:
            array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        raise DataError(f"'{name}' is no array: {error}") from error
    if array.dtype.name == "bfloat16":
        array = array.astype(np.float32)
    if array.ndim > 2:
        array = array.reshape(len(array), -1)
    return array


def _described(name: str, value: Any) -> tuple[Array, Any]:
    array = as_array(name, value)
    if array.ndim == 1 and name == "weights":
        array = array.reshape(-1, 1)
    if any(step % array.itemsize for step in array.strides):
        array = np.ascontiguousarray(array)
    shape = (ctypes.c_int64 * max(1, array.ndim))(*array.shape)
    strides = (ctypes.c_int64 * max(1, array.ndim))(*array.strides)
    described = Array(
        name.encode(), array.dtype.str.encode(), array.ndim, shape, strides, array.ctypes.data
    )
    return described, (array, shape, strides)


def _plain(value: Any) -> Any:
    """A value as JSON has it; scalars and arrays of NumPy become numbers and lists."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _count(threads: int | None) -> int:
    if threads is not None and threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    return threads or 0


def _listener(progress: Progress) -> Callable[[int, int, int, bytes], None]:
    def listen(_: int, done: int, total: int, unit: bytes) -> None:
        progress(done, total if total >= 0 else None, unit.decode())

    return listen


def _read(command: str, handle: Handle, quiet: bool) -> Result:
    aside = json.loads(handle.text("remarks"))
    remarks = [(remark["kind"], remark["text"]) for remark in aside["remarks"]]
    if not quiet:
        for kind, text in remarks:
            if kind == "warning":
                warnings.warn(text, BetaflowWarning, stacklevel=4)
    status = handle.status
    if status != 0:
        raise error_of(status, handle.text("text"))
    return Result(command, handle, aside["words"], remarks)
