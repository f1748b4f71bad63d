"""The fuzzer sees every fault that it looks for, and nothing else."""

import io
import pathlib
import struct
import tempfile
import unittest
import zipfile

from commandline import cases, formats, tables
from commandline.campaign import Campaign, load, save
from commandline.cases import Case
from commandline.dice import Dice
from commandline.execution import MEBIBYTE, Limits, Outcome

PROGRAM = str(pathlib.Path(__file__).parent / "program")
LIMITS = Limits(seconds=1, memory=100 * MEBIBYTE, patience=0.3, farewell=0.3, wall=3)


def found(mode, subcommand="flow", **fields):
    """The names of the faults of a call of the stand-in."""
    words = [subcommand, mode, "--format", "json", *fields.pop("words", [])]
    campaign = Campaign(PROGRAM, "1", pathlib.Path("nowhere"), LIMITS)
    _, faults = campaign.judged(Case(words, {"input.yaml": b"data"}, **fields))
    return [name for name, _ in faults]


class Oracle(unittest.TestCase):
    def test_sound_calls_pass(self):
        for mode in ("good", "refuses"):
            self.assertEqual(found(mode), [], mode)
        self.assertEqual(found("stops when told", "simulate"), [])

    def test_faults(self):
        for mode, fault in {
                "crashes": "crash", "works for ever": "time", "waits for ever": "time",
                "takes memory": "memory", "is no code": "exit code", "says nothing": "no message",
                "says too much": "long message", "sends escape sequences": "raw message", "dumps": "dump",
                "stops in the middle": "partial result", "prints NaN": "bad json",
                "prints too large a number": "bad json", "prints a key twice": "bad json",
                "leaves a file": "file left", "leaves a temporary file": "file left",
                "writes over its input": "input changed", "forgets the result": "bad json",
                "says it was interrupted": "exit code"}.items():
            with self.subTest(mode):
                self.assertEqual(found(mode), [fault])

    def test_output_files(self):
        output = {"words": ["--output", "result.json"], "outputs": ["result.json"]}
        self.assertEqual(found("leaves a half result", **output), ["file left"])
        self.assertEqual(found("forgets the result", **output), ["bad json"])

    def test_signals(self):
        self.assertEqual(found("ignores signals", "simulate"), ["signal ignored"])


class Cases(unittest.TestCase):
    commands = cases.subcommands(PROGRAM)

    def test_same_seed_same_calls(self):
        first, again = ([cases.make(7, i, self.commands) for i in range(50)] for _ in range(2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, [cases.make(8, i, self.commands) for i in range(50)])

    def test_new_options_are_given(self):
        made = [cases.make(7, i, self.commands).arguments for i in range(50)]
        self.assertGreater(sum("--new-option" in words for words in made), 30)

    def test_kept_calls_come_back(self):
        with tempfile.TemporaryDirectory() as folder:
            for index in range(200):
                case, kept = cases.make(7, index, self.commands), pathlib.Path(folder) / str(index)
                save(kept, case, Outcome(code=64), [("time", "11 s")])
                self.assertEqual(load(kept), case)


class Formats(unittest.TestCase):
    def archive(self, elements=b"\0" * 16, shape="(2,)"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as members:
            header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
            members.writestr("x.npy", tables.array(header, elements))
        return data.getvalue()

    def test_archives(self):
        sound = self.archive()
        formats.check_npz(sound)
        at = sound.index(struct.pack("<d", 0))
        for data in (self.archive(b"\0" * 8), self.archive(shape="(3,)"), sound[:-30],
                     sound[:at] + b"\1" + sound[at + 1:]):
            with self.assertRaises((ValueError, zipfile.BadZipFile)):
                formats.check_npz(data)

    def test_tables(self):
        formats.check_csv(b"a,b\n1,\n")
        for data in (b"a,b\n1\n", b"a,b\n1,nan\n", b"a\n-Infinity\n", b"", b"\xff"):
            with self.assertRaises(ValueError):
                formats.check_csv(data)

    def test_spoilt_seeds_differ_from_sound_ones(self):
        made = {Dice(i).spoil > 0 for i in range(50)}
        self.assertEqual(made, {True, False})


if __name__ == "__main__":
    unittest.main()
