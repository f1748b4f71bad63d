#!/usr/bin/env python3
"""Writes the runs of runs.csv into the source of the command, or checks that they stand there.

    digest.py [--check]

Needs nothing but Python. Runs are packed, numbers rounded to 4 digits: what is made of them stands in the
library, whose tests take them from there.
"""

import csv
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "Sources" / "Studies" / "Calibration" / "CalibrationTable.swift"
CELL = ("data", "decoder", "network", "activation", "start", "schedule")


def digits(text, count=4):
    return f"{float(text):.{count}g}"


def lines(rows):
    """For each data set and decoder what is predicted, and for each cell a line a seed: KL and dead share."""
    ratios = sorted({float(row["ratio"]) for row in rows}, reverse=True)
    yield " ".join(["ratios", *(f"{ratio:g}" for ratio in ratios)])
    cells, predictions = {}, {}
    for row in rows:
        ratio = float(row["ratio"])
        predictions.setdefault((row["data"], row["decoder"]), {})[ratio] = row["predicted_kl"]
        key = (*(row[name] for name in CELL), row["seed"])
        cells.setdefault(key, {})[ratio] = row["measured_kl"], row["dead_share"]
    for key, values in sorted(predictions.items()):
        yield " ".join(["predicted", *key, *(digits(values[ratio]) for ratio in ratios)])
    for key, values in sorted(cells.items()):
        pairs = [values[ratio] for ratio in ratios]
        yield " ".join([
            "run", *key, *(digits(kl) for kl, _ in pairs), *(digits(dead, 2) for _, dead in pairs)])


def source(rows):
    steps = sorted(int(row["steps"]) for row in rows)
    table = "\n".join("    " + line for line in lines(rows))
    return f'''// Made by Benchmarks/calibration/digest.py of runs.csv beside it. Do not edit.

/// What the networks of the calibration study ended in, as its script has measured it.
enum CalibrationTable {{
  /// The fewest steps that a network was trained for.
  static let fewestSteps = {steps[0]}

  /// The levels over the largest eigenvalue; the KL that is predicted at each, in nats; for each cell and
  /// seed the KL that was measured at each, and the share of dead units in the decoder's last hidden layer.
  static let text = """
{table}
    """
}}
'''


def main():
    with open(HERE / "runs.csv", newline="") as file:
        made = source(list(csv.DictReader(file)))
    if "--check" not in sys.argv:
        SOURCE.write_text(made)
    elif SOURCE.read_text() != made:
        sys.exit(f"{SOURCE.name} is not what {pathlib.Path(__file__).name} makes of runs.csv: run it")
    else:
        print(f"calibration: {made.count(chr(10) + '    run ')} lines of runs, all as in runs.csv")


if __name__ == "__main__":
    main()
