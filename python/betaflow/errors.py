"""What can go wrong. Messages are those of the command line."""

from __future__ import annotations


class BetaflowError(Exception):
    """Anything that betaflow cannot do."""


class UsageError(BetaflowError, ValueError):
    """A keyword or value that is not allowed: which, what was found and what is allowed."""


class DataError(BetaflowError, ValueError):
    """Data that are not what they should be: where, and what was found."""


class MissingFileError(BetaflowError, FileNotFoundError):
    """A file that does not exist or cannot be read."""


class OutputError(BetaflowError, OSError):
    """Something that cannot be written."""


class NumericsError(BetaflowError, ArithmeticError):
    """The numerics could not deliver, with the time or step that was reached."""


class BetaflowWarning(UserWarning):
    """Something that is likely to be wrong with data or settings."""


_BY_STATUS: dict[int, type[BetaflowError]] = {
    1: NumericsError,
    64: UsageError,
    65: DataError,
    66: MissingFileError,
    73: OutputError,
}


def error_of(status: int, text: str) -> BaseException:
    """The exception of a status of the C interface.

    Args:
        status: The exit code that the command would end with, not 0.
        text: What went wrong.

    Returns:
        An exception that has not been raised.
    """
    if status == 75:
        return KeyboardInterrupt(text)
    return _BY_STATUS.get(status, BetaflowError)(text)
