"""Results: the fields of the command's JSON as attributes, numbers as arrays."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


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

    Attributes are the fields of the command's JSON. :attr:`words` says it in sentences, :attr:`arrays` has the columns
    of its CSV by name, ``nan`` where a number is missing.
    """

    #: The answer in sentences, the most important one first.
    words: tuple[str, ...]
    #: Notes and warnings, as ``(kind, text)``.
    remarks: tuple[tuple[str, str], ...]
    #: All numbers of the result by the names that CSV and NPZ have, shaped.
    arrays: dict[str, NDArray[np.float64]]

    def __init__(
        self, command: str, text: str, arrays: dict[str, NDArray[np.float64]], aside: dict[str, Any]
    ) -> None:
        super().__init__(json.loads(text))
        self._command, self._text = command, text
        self.arrays = arrays
        self.words = tuple(aside["words"])
        self.remarks = tuple((remark["kind"], remark["text"]) for remark in aside["remarks"])

    def to_json(self) -> str:
        """What the command prints with ``--format json``."""
        return self._text + "\n"

    def to_dataframe(self) -> Any:
        """The rows of the result as a table of pandas, which must be installed.

        Returns:
            A ``DataFrame`` of the columns of the command's CSV that have one number a row.
        """
        import pandas

        return pandas.DataFrame(self._columns())

    def _columns(self) -> dict[str, NDArray[np.float64]]:
        vectors = {name: array for name, array in self.arrays.items() if array.ndim == 1}
        lengths = [len(array) for array in vectors.values()]
        # The rows are those of the first field that has rows.
        rows = lengths[0] if lengths else 0
        return {name: array for name, array in vectors.items() if len(array) == rows}

    def __repr__(self) -> str:
        if not self.words:
            return f"<betaflow {self._command}: {', '.join(self)}>"
        return "\n".join(self.words)

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(sentence)}</p>" for sentence in self.words]
        columns = self._columns()
        if columns:
            head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
            rows = zip(*columns.values())
            body = "".join(
                "<tr>" + "".join(f"<td>{_number(value)}</td>" for value in row) + "</tr>"
                for row, _ in zip(rows, range(50))
            )
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        return "<div>" + "".join(parts) + "</div>"


def _number(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.6g}"


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
