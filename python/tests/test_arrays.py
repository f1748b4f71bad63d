"""Arrays are read where they are, whatever their type and layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import betaflow as bf

pytestmark = pytest.mark.filterwarnings("ignore::betaflow.BetaflowWarning")


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    draws = np.random.default_rng(1)
    return draws.standard_normal((200, 6)) * [3, 2, 1, 1, 1, 1]


def eigenvalues(data: object) -> np.ndarray:
    return np.asarray(bf.plan(data, latents=2, beta=1, quiet=True).eigenvalues)


def test_layouts_give_the_same_bits(table: np.ndarray, tmp_path: Path) -> None:
    expected = eigenvalues(table)
    fixed = table.copy()
    fixed.flags.writeable = False
    np.save(tmp_path / "table.npy", table)
    shifted = np.frombuffer(b"\0" * 3 + table.tobytes(), dtype=np.uint8)[3:]
    unaligned = shifted.view(np.uint8).data.cast("B").cast("d", table.shape)
    for same in (
        np.asfortranarray(table),
        fixed,
        np.load(tmp_path / "table.npy", mmap_mode="r"),
        np.repeat(table, 2, axis=0)[::2],
        np.repeat(table, 3, axis=1)[:, ::3],
        table[::-1][::-1],
        table.astype(">f8"),
        np.asarray(unaligned),
        table.tolist(),
        table.reshape(200, 2, 3),
    ):
        assert np.array_equal(eigenvalues(same), expected)


@pytest.mark.parametrize("kind", ["f4", "f2", "i4", "i8", "u1", "i2", "u8", "bool"])
def test_types_are_converted(table: np.ndarray, kind: str) -> None:
    numbers = {"b": table > 0, "f": table}.get(kind[0], np.abs(table) * 20)
    converted = numbers.astype(kind)
    assert np.array_equal(eigenvalues(converted), eigenvalues(converted.astype(np.float64)))


def test_structured_fields_are_copied(table: np.ndarray) -> None:
    record = np.zeros(200, dtype=[("flag", "u1"), ("x", "f8", 6)])
    record["x"] = table
    assert np.array_equal(eigenvalues(record["x"]), eigenvalues(table))


def test_tensors(table: np.ndarray) -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.tensor(table, requires_grad=True)
    assert np.array_equal(eigenvalues(tensor), eigenvalues(table))


def test_arrays_of_jax(table: np.ndarray) -> None:
    numpy = pytest.importorskip("jax.numpy")
    array = numpy.asarray(table.astype(np.float32))
    assert np.array_equal(eigenvalues(array), eigenvalues(table.astype(np.float32)))


class OnlyDLPack:
    """Hands out its numbers by DLPack alone."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array

    def __dlpack__(self, **options: object) -> object:
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._array.__dlpack_device__()


def test_dlpack(table: np.ndarray) -> None:
    assert np.array_equal(eigenvalues(OnlyDLPack(table)), eigenvalues(table))


def test_weights_in_memory_and_windows(table: np.ndarray) -> None:
    twice = np.vstack([table, table[:50]])
    weights = np.where(np.arange(200) < 50, 2, 1)
    weighted = bf.plan(table, latents=2, weights=weights, quiet=True).eigenvalues
    assert np.allclose(weighted, eigenvalues(twice), rtol=1e-12)
    series = np.cumsum(table[:, 0])
    windows = np.lib.stride_tricks.sliding_window_view(series, 5)
    found = bf.plan(series, latents=2, window=5, quiet=True).eigenvalues
    assert np.allclose(found, eigenvalues(windows), rtol=1e-12)
