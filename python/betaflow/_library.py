"""The C interface of betaflow, as ``betaflow.h`` describes it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ABI_VERSION = 1

PROGRESS = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_char_p
)


class Array(ctypes.Structure):
    """``betaflow_array``: an array in memory as NumPy describes its own."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("type", ctypes.c_char_p),
        ("dimensions", ctypes.c_int64),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("data", ctypes.c_void_p),
    ]


def _path() -> Path:
    """Where the library is: beside this file, unless ``BETAFLOW_LIBRARY`` says otherwise."""
    given = os.environ.get("BETAFLOW_LIBRARY")
    return Path(given) if given else Path(__file__).with_name("libbetaflow.so")


def _load() -> ctypes.CDLL:
    path = _path()
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(
            f"{path} cannot be loaded ({error}); install the wheel, or make it with: make library"
        ) from error
    library.betaflow_abi_version.restype = ctypes.c_int32
    library.betaflow_abi_version.argtypes = []
    found = library.betaflow_abi_version()
    if found != ABI_VERSION:
        raise ImportError(
            f"{path} has version {found} of its interface, this package needs {ABI_VERSION}: "
            "install both from one release"
        )
    signatures: dict[str, tuple[object, list[object]]] = {
        "betaflow_run_new": (ctypes.c_void_p, [ctypes.c_int32, ctypes.c_int32]),
        "betaflow_run_cancel": (None, [ctypes.c_void_p]),
        "betaflow_run_free": (None, [ctypes.c_void_p]),
        "betaflow_ask": (
            ctypes.c_void_p,
            [
                ctypes.c_char_p,
                ctypes.c_char_p,
                ctypes.c_int64,
                ctypes.POINTER(Array),
                ctypes.c_int64,
                ctypes.c_void_p,
                ctypes.c_void_p,
                ctypes.c_void_p,
            ],
        ),
        "betaflow_result_status": (ctypes.c_int32, [ctypes.c_void_p]),
        "betaflow_result_text": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
        "betaflow_result_remarks": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
        "betaflow_result_table": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]),
        "betaflow_result_array_count": (ctypes.c_int64, [ctypes.c_void_p]),
        "betaflow_result_array": (
            None,
            [ctypes.c_void_p, ctypes.c_int64, ctypes.POINTER(Array)],
        ),
        "betaflow_result_free": (None, [ctypes.c_void_p]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


LIBRARY = _load()


class Handle:
    """A result of the library, given back when nobody has it any more."""

    def __init__(self, result: int) -> None:
        self.result = result

    def __del__(self) -> None:
        LIBRARY.betaflow_result_free(self.result)

    @property
    def status(self) -> int:
        """The exit code that the command would end with."""
        return int(LIBRARY.betaflow_result_status(self.result))

    def text(self, which: str) -> str:
        """One of its texts: ``"text"``, ``"remarks"`` or ``"table"``."""
        length = ctypes.c_int64()
        function = getattr(LIBRARY, f"betaflow_result_{which}")
        start = function(self.result, ctypes.byref(length))
        return ctypes.string_at(start, length.value).decode()

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Copies of its arrays, by name."""
        arrays = {}
        for index in range(LIBRARY.betaflow_result_array_count(self.result)):
            described = Array()
            LIBRARY.betaflow_result_array(self.result, index, ctypes.byref(described))
            shape = tuple(described.shape[i] for i in range(described.dimensions))
            count = int(np.prod(shape, dtype=np.int64))
            source = (ctypes.c_double * count).from_address(described.data)
            arrays[described.name.decode()] = np.array(source, dtype=np.float64).reshape(shape)
        return arrays
