"""Results: the fields of the command's JSON as attributes, numbers as arrays."""

from __future__ import annotations

import csv
import html
import io
import json
import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._library import Handle


class Fields:
    """A mapping of the result whose keys are attributes; lists of numbers are arrays."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return _shown(self._values[name])
        except KeyError:
            known = ", ".join(self._values)
            raise AttributeError(f"no field {name!r}; there are {known}") from None

    def __getitem__(self, name: str) -> Any:
        return _shown(self._values[name])

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._values)})"

    def to_dict(self) -> dict[str, Any]:
        """The values as plain Python; a missing number is ``None``."""
        return self._values


class Result(Fields):
    """The answer to a question.

    Attributes are the fields of the command's JSON. :attr:`words` says it in sentences, :attr:`arrays` and
    :attr:`columns` have its numbers by name.
    """

    #: The answer in sentences, the most important one first.
    words: tuple[str, ...]
    #: Notes and warnings, as ``(kind, text)``.
    remarks: tuple[tuple[str, str], ...]

    def __init__(
        self,
        command: str,
        handle: Handle,
        words: Iterable[str],
        remarks: Iterable[tuple[str, str]],
    ) -> None:
        self._command, self._handle = command, handle
        self.words, self.remarks = tuple(words), tuple(remarks)

    # What nobody looks at is not even copied.

    @cached_property
    def _text(self) -> str:
        return self._handle.text("text")

    @cached_property
    def _values(self) -> dict[str, Any]:  # type: ignore[override]
        values: dict[str, Any] = json.loads(self._text)
        return values

    @cached_property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """All numbers of the result by the names that CSV and NPZ have, shaped."""
        return self._handle.arrays()

    @cached_property
    def columns(self) -> dict[str, list[Any]]:
        """The columns of the command's CSV: numbers, ``nan`` where one is missing, or texts."""
        header, *rows = csv.reader(io.StringIO(self._handle.text("table")))
        return {name: _column([row[i] for row in rows]) for i, name in enumerate(header)}

    def to_json(self) -> str:
        """What the command prints with ``--format json``."""
        return self._text + "\n"

    def to_dataframe(self) -> Any:
        """The rows of the result as a table of pandas, which must be installed.

        Returns:
            A ``DataFrame`` with the columns of the command's CSV.
        """
        import pandas

        return pandas.DataFrame(self.columns)

    def __repr__(self) -> str:
        if not self.words:
            return f"<betaflow {self._command}: {', '.join(self)}>"
        return "\n".join(self.words)

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(sentence)}</p>" for sentence in self.words]
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows = islice(zip(*self.columns.values()), _ROWS)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        return "<div>" + "".join(parts) + "</div>"


#: Rows that a notebook shows.
_ROWS = 50


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return html.escape(value)
    return "–" if math.isnan(value) else f"{value:.6g}"


def _column(cells: list[str]) -> list[Any]:
    try:
        return [float(cell) if cell else math.nan for cell in cells]
    except ValueError:
        return cells


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return Fields(value)
    if isinstance(value, list):
        return _list(value)
    return value


def _list(values: list[Any]) -> Any:
    if any(isinstance(value, (dict, str, bool)) for value in values):
        return [_shown(value) for value in values]
    try:
        # None, a missing number, becomes nan.
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):  # Lists of different lengths, or of mappings.
        return [_shown(value) for value in values]
