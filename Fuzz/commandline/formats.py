"""Strict readers of what the program writes: each raises ValueError for what is not as promised."""

import ast
import csv
import io
import json
import math
import re
import struct
import zipfile
from xml.dom import minidom

try:
    import numpy
except ImportError:
    numpy = None


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text} is not finite")
    return value


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError(f"a key twice: {keys}")
    return dict(pairs)


def check_json(data):
    """JSON has no NaN or infinity, and no key twice."""
    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")
    json.loads(data.decode(), parse_constant=refuse, parse_float=finite, object_pairs_hook=unique)


def check_csv(data):
    """All rows are of one length, and a missing number is an empty cell."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    if not rows or len({len(row) for row in rows}) > 1:
        raise ValueError("rows of different lengths, or none")
    for cell in (cell for row in rows for cell in row):
        if cell.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
            raise ValueError(f"the cell {cell!r} is no number")


def check_npz(data):
    """A ZIP archive of NPY files with the right checksums, lengths and headers."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        broken = archive.testzip()
        if broken or not archive.namelist():
            raise ValueError(f"the archive is empty, or {broken} is damaged")
        for name in archive.namelist():
            check_npy(name, archive.read(name))
    if numpy:
        with numpy.load(io.BytesIO(data), allow_pickle=False) as arrays:
            for name in arrays.files:
                arrays[name]


def check_npy(name, data):
    """An array of numbers or of texts, whose elements are all there."""
    (length,) = struct.unpack("<H", data[8:10])
    header = ast.literal_eval(data[10:10 + length].decode())
    kind = re.fullmatch(r"<f(8)|<U(\d+)", header["descr"])
    if data[:8] != b"\x93NUMPY\x01\x00" or (10 + length) % 64 or not kind:
        raise ValueError(f"{name} is not an array of numbers or texts: {header}")
    size = int(kind[1] or 4 * int(kind[2])) * math.prod(header["shape"])
    if len(data) != 10 + length + size:
        raise ValueError(f"{name} has {len(data)} bytes for {header}")


def check_text(data):
    """Text that a terminal shows as it is."""
    text = data.decode()
    if not text.strip():
        raise ValueError("no text")
    for character in text:
        if character not in "\n\t" and (ord(character) < 32 or 127 <= ord(character) < 160):
            raise ValueError(f"the control character {character!r}")


def check_python(data):
    check_text(data)
    compile(data.decode(), "schedule", "exec")


def starting(magic):
    def check(data):
        if not data.startswith(magic):
            raise ValueError(f"it does not start with {magic}")
    return check


def check_svg(data):
    with minidom.parseString(data):
        pass


# By the words after --format, and by the ends of the names of pictures.
FORMATS = {
    "json": check_json, "csv": check_csv, "npz": check_npz, "table": check_text, "yaml": check_text,
    "python": check_python, "html": check_text, "gp": check_text, "svg": check_svg, "png": starting(b"\x89PNG"),
    "pdf": starting(b"%PDF"),
}
