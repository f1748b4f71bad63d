"""Tables of samples, as CSV, NPY and NPZ: sound ones of every kind, and then what spoils them."""

import io
import struct
import zipfile

WORDS = ["NA", "nan", "inf", "label", "cat", "2024-01-01", "1.234,5", "1,5", "# x", "", " ", '"', "0,1"]

# NumPy's names of the types of elements, and struct's.
TYPES = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H",
         "u4": "I", "u8": "Q", "b1": "?"}
STRANGE_TYPES = ["<f16", "<c16", "|O", "|S8", "<U4", "<M8[ns]", "|V8", "f8", "<", "", "<f8'", ">x9"]


def numbers(dice):
    """Rows of numbers: of low rank or not, with constant columns or not, tiny or huge."""
    rows, columns = dice.randint(2, 30), dice.randint(1, 8)
    if dice.chance(0.1):
        rows, columns = columns, rows
    rank = dice.choice([columns, columns, 1, max(1, columns // 2)])
    factors = [[dice.gauss(0, 1) for _ in range(columns)] for _ in range(rank)]
    scale = 1.0
    if dice.spoils():
        scale = dice.choice([1e-300, 1e-155, 1e-20, 1e10, 1e40, 1e155, 1e307])
    noise = dice.choice([0, 0.1, 1])
    table = []
    for _ in range(rows):
        weights = [dice.gauss(0, 1) for _ in range(rank)]
        table.append([
            scale * (sum(w * f[j] for w, f in zip(weights, factors)) + noise * dice.gauss(0, 1))
            for j in range(columns)])
    if dice.spoils():
        constant = dice.randrange(columns)
        table = [row[:constant] + [table[0][0]] + row[constant + 1:] for row in table]
    if dice.spoils(0.3):
        table = dice.choice([table[:1], [table[0]] * rows, table * 50, [row * 20 for row in table]])
    return table


def csv(dice):
    """The bytes of a CSV file."""
    table = numbers(dice)
    style = dice.choice(["{:.3g}", "{:.3g}", "{!r}", "{:.0f}", "{:e}"])
    rows = [[style.format(value) for value in row] for row in table]
    if dice.spoils():
        row = dice.choice(rows)
        row[dice.randrange(len(row))] = dice.choice(WORDS + [dice.real()])
    if dice.spoils(0.5):
        rows[dice.randrange(len(rows))] = dice.choice([[], ["1"], rows[0] + ["1"]])
    if dice.spoils():
        rows = [[str(i)] + row for i, row in enumerate(rows)]
    if dice.chance(0.4):
        header = [f"{dice.choice(['x', 'gene ', 'β'])}{j}" for j in range(len(rows[0]))]
        rows.insert(0, [str(j) for j in range(len(header))] if dice.spoils() else header)
    quote = dice.choice(["", "", "", '"'])
    delimiter = dice.word([",", ",", ";", "\t", " "], 0.3)
    end = dice.choice(["\n", "\n", "\r\n"])
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows]
    text = end.join(lines) + dice.choice(["", end, end, end + " " + end])
    if dice.spoils(0.3):
        text = dice.choice(["\ufeff", "\n\n", "# comment\n", " "]) + text
    return dice.bytes(dice.text(text, WORDS).encode())


def npy(dice):
    """The bytes of an NPY file."""
    table = numbers(dice)
    rows, columns = len(table), len(table[0])
    order, fortran = dice.choice("<<>"), dice.chance(0.3)
    name = dice.choice(["f8", "f8", "f4", *TYPES])
    if fortran:
        values = [table[i][j] for j in range(columns) for i in range(rows)]
    else:
        values = [value for row in table for value in row]
    elements = b"".join(element(order, TYPES[name], value) for value in values)
    shape = dice.text(f"({rows}, {columns})") if dice.spoil else f"({rows}, {columns})"
    if dice.spoils():
        shape = dice.choice([f"({rows * columns},)", f"({rows}, {columns}, 1)", "()", "(0, 3)",
                             "(4294967296, 4294967296)", "(9223372036854775807, 2)", "(1, 99999999999)"])
    described = repr(order + name) if name[-1] != "1" else repr("|" + name)
    if dice.spoils():
        described = repr(dice.choice(STRANGE_TYPES))
    header = f"{{'descr': {described}, 'fortran_order': {fortran}, 'shape': {shape}, }}"
    if dice.spoils():
        header = dice.spoilt(header, ["True", "False", "'descr'", "'shape'", "None"])
    stated = dice.choice([0, 1, 60_000, 65_535]) if dice.spoils(0.5) else None
    return dice.bytes(array(header, elements, dice.choice([1, 1, 2, 3]), stated))


def element(order, kind, value):
    """One element of an array; what its type cannot hold is 0."""
    try:
        return struct.pack(order + kind, value if kind in "efd" else value > 0 if kind == "?" else int(value))
    except (struct.error, OverflowError):
        return struct.pack(order + kind, 0)


def array(header, elements, version=1, stated=None):
    """An NPY file of a version of the format, which may state a wrong length of its header."""
    text = header.encode()[:60_000]
    size = "<H" if version == 1 else "<I"
    start = 8 + struct.calcsize(size)
    text += b" " * (63 - (start + len(text)) % 64) + b"\n"
    length = len(text) if stated is None else stated
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack(size, length) + text + elements


def npz(dice):
    """The bytes of an NPZ archive."""
    archive = io.BytesIO()
    method = dice.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    with zipfile.ZipFile(archive, "w", method) as members:
        for index in range(dice.choice([1, 1, 2, 5]) if not dice.spoils(0.2) else 0):
            name = dice.choice(["x{}.npy", "arr_{}.npy", "β{}.npy", "../{}.npy", "{}"])
            members.writestr(name.format(index), npy(dice))
    return dice.bytes(archive.getvalue())


def idx(dice):
    """The bytes of an IDX file."""
    table = numbers(dice)
    code, kind = dice.choice([(8, "B"), (9, "b"), (11, "h"), (12, "i"), (13, "f"), (14, "d")])
    shape = dice.choice([[len(table), len(table[0])], [len(table), 1, len(table[0])]])
    if dice.spoils():
        shape = dice.choice([[len(table) * len(table[0])], [2**32 - 1] * 3, [0, 3], shape[1:]])
    head = bytes([0, 0, code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return dice.bytes(head + b"".join(element(">", kind, value) for row in table for value in row))


READABLE = {"csv": csv, "npy": npy, "npz": npz, "idx": idx}


def table(dice):
    """The kind and the bytes of a data file."""
    kind = dice.choice(["csv", "csv", "csv", "npy", "npy", "npy", "npz", "idx"])
    return kind, READABLE[kind](dice)
