"""Calls of the program, made from what it says of its own subcommands and flags."""

import dataclasses
import json
import subprocess

from . import grammars, problems, tables
from .dice import CHARACTERS, Dice

# How often a subcommand is tried, where that is not 1; 0 for what only prints help.
WEIGHTS = {"plan": 5, "diagnose": 4, "train": 3, "flow": 3, "check": 4, "loss": 4, "schedule": 5, "audit": 0.1, "reproduce": 0.1, "help": 0.1}

# What the values of options and arguments look like, by the name of the value, or by
# "subcommand.value" where that says more. All others are numbers, paths, or words that the program lists.
VALUES = {
    "terms": grammars.loss,
    "spec": grammars.schedule_text,
    "lo:hi": lambda dice: grammars.interval(dice),
    "lo:hi:n[log]": lambda dice: grammars.values(dice, 0.001, 0.1),
    "key=lo:hi": lambda dice: grammars.axis(dice, grammars.interval),
    "key=lo:hi:n": lambda dice: grammars.axis(dice, grammars.values),
    "steps|epoch": lambda dice: dice.word(["epoch", "1", "7"]),
    "tolerance": lambda dice: dice.real(1e-10, 1e-3),
    "learning-rate": lambda dice: dice.real(1e-6, 1e-2),
    "seed": lambda dice: dice.whole(0, 99),
    "finite-data.lo:hi:n[log]": lambda dice: grammars.values(dice, 0.1, 10),
    "simulate.dimension": lambda dice: dice.whole(40, 90),
    "compare.dimension": lambda dice: dice.whole(40, 90),
    "steps": lambda dice: dice.whole(2, 500),
    "rows": lambda dice: dice.whole(2, 500),
    "search": lambda dice: dice.whole(1, 50),
    "knots": lambda dice: dice.whole(4, 8),
    "first:last": lambda dice: grammars.interval(dice) if dice.spoils() else dice.choice(["1:4", "2:3", "1:9", "2:25"]),
    "columns": lambda dice: dice.word(["1", "2", "1,2", "2:", ":3", "1:2", "x0", "gene 1", "9"]),
    "delimiter": lambda dice: dice.word(["comma", "semicolon", "tab", "space", "|"]),
    "mark": lambda dice: dice.word([".", ","]),
    "divisor": lambda dice: dice.real(0.1, 255),
    "array": lambda dice: dice.word(["x0", "arr_0", "β0"]),
    "length": lambda dice: dice.whole(1, 4),
    "n": lambda dice: dice.whole(1, 3),
}
WHOLE = {"latents", "dimension", "replicas", "epochs", "batch", "threads"}

# How often an option is given, by the name of its value, where that is not 0.15; "file" is a picture.
LIKELIHOODS = {
    "format": 0.5, "data": 0.6, "file": 0.04, "array": 0.03, "mark": 0.03, "delimiter": 0.04, "columns": 0.07, "length": 0.07}

# Flags that mean nothing without others, by subcommand; "" for those that it always needs.
NEEDS = {
    "plan": {"stride": ["window"], "activation": ["network"]},
    "diagnose": {"": ["mu", "logvar"], "stride": ["window"], "reduction": ["kl", "batch"], **{
        name: ["data"] for name in ("loss", "beta", "decoder", "learning-rate", "schedule", "weights")}},
    "train": {
        "stride": ["window"], "batch": ["steps", "learning-rate"], "epochs": ["batch", "learning-rate"],
        "steps": ["learning-rate"], "learning-rate": ["steps"], "schedule": ["steps", "learning-rate"]},
    "schedule": {"": ["steps"], "rows": ["batch"], "batch": ["rows"], "drop-last": ["rows", "batch"]},
    "anneal": {name: ["optimal"] for name in ("objective", "horizon", "monotone", "knots", "checkpoint")},
}

# Subcommands, and options of others, with which the caller sizes the work; it need not end by itself.
LONG = {"simulate", "compare", "phase", "anneal", "audit", "reproduce"}
LONG_OPTIONS = {"--starts", "--search"}

STRANGE_NAMES = ["β 1", "a'b\"c", "-x", "é", "a\nb", "\x1b[31mred", "\u202egnp", "x" * 200, "%s", "$(x)", "'", "\udc80"]


@dataclasses.dataclass
class Case:
    """A call, the files that it finds, and those that it may write."""

    arguments: list
    inputs: dict = dataclasses.field(default_factory=dict)
    outputs: list = dataclasses.field(default_factory=list)
    stdin: str = ""
    environment: dict = dataclasses.field(default_factory=dict)

    @property
    def subcommand(self):
        return self.arguments[0] if self.arguments else ""

    def option(self, name):
        """The value of an option that is given once; an empty text if it is not."""
        given = [i for i, word in enumerate(self.arguments[:-1]) if word == name]
        return self.arguments[given[0] + 1] if len(given) == 1 else ""


def subcommands(program):
    """The program's subcommands with their arguments, by its own account."""
    dump = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True)
    listed = json.loads(dump.stdout)["command"]["subcommands"]
    return {command["commandName"]: command.get("arguments", []) for command in listed}


OUTPUTS = ("output", "plot", "checkpoint", "problem", "report")


class Maker:
    """Makes one call."""

    def __init__(self, seed, commands):
        self.dice = Dice(seed)
        names = list(commands)
        self.name = self.dice.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]
        self.definitions = {
            argument["names"][-1]["name"] if "names" in argument else argument["valueName"]: argument
            for argument in commands[self.name]}
        self.case = Case([self.name])

    def make(self):
        dice, words = self.dice, self.case.arguments
        for name in self.given():
            argument = self.definitions[name]
            option = argument["names"][-1] if "names" in argument else {}
            dashes = {"long": ["--" + name], "short": ["-" + name]}.get(option.get("kind"), [])
            for _ in range(dice.choice([1, 1, 2]) if argument["isRepeating"] else 1):
                words += dashes
                if argument["kind"] != "flag":
                    words.append(self.value(argument, name))
        if "npz" in words and "--output" not in words and not dice.spoils():
            words += ["--output", self.output(["npz"])]
        self.disturb()
        self.case.arguments = [word.replace("\0", "")[:30_000] for word in words]
        return self.case

    def given(self):
        """The names of the arguments and options of this call, in the program's order."""
        dice, needs = self.dice, NEEDS.get(self.name, {})
        names = {name for name, argument in self.definitions.items() if dice.chance(self.likelihood(argument))}
        if not dice.spoils():
            wanted = [need for name in ["", *sorted(names)] for need in needs.get(name, [])]
            names.update(name for name in wanted if name in self.definitions)
        return [name for name in self.definitions if name in names]

    def likelihood(self, argument):
        """How often an argument is given."""
        if not argument["isOptional"]:
            return 1 - self.dice.spoil / 8
        if argument["valueName"] in ("help", "version"):
            return self.dice.spoil / 20
        return 0.9 if argument["kind"] == "positional" else LIKELIHOODS.get(argument["valueName"], 0.15)

    def value(self, argument, name):
        dice, value_name = self.dice, argument["valueName"]
        files = argument.get("completionKind", {}).get("file", {}).get("extensions")
        listed = argument.get("allValues") or argument.get("completionKind", {}).get("list", {}).get("values")
        make = VALUES.get(f"{self.name}.{value_name}") or VALUES.get(value_name)
        if argument["kind"] == "positional" and files and not (make and dice.chance(0.8)):
            return self.input("csv" in files)
        if make:
            return make(dice)
        if listed:
            return dice.word(listed)
        if argument["kind"] != "positional" and name in OUTPUTS:
            return self.output(files or [])
        if files is not None:
            return self.input("csv" in files)
        return dice.whole(1, 6) if value_name in WHOLE else dice.real()

    def input(self, is_table):
        """The path of a file to read, which is there more often than not."""
        dice = self.dice
        kind, data = tables.table(dice) if is_table else ("yaml", problems.problem(dice))
        if dice.spoils(0.1):
            kind, data = tables.table(dice) if not is_table else ("yaml", problems.problem(dice))
        name = f"{dice.choice(STRANGE_NAMES) if dice.spoils(0.3) else 'input'}.{kind}"
        self.case.inputs[name] = data
        if dice.spoils(0.2):
            return dice.choice(["-", ".", "", "nowhere/file", "/dev/null", "/dev/stdin", "/dev/zero", name + "/"])
        return f"./{name}" if name.startswith("-") else name

    def output(self, suffixes):
        """The path of a file to write."""
        dice = self.dice
        suffix = dice.choice(suffixes) if suffixes else "out"
        name = f"{dice.choice(STRANGE_NAMES) if dice.spoils(0.3) else 'result'}.{suffix}"
        if dice.spoils(0.5):
            strange = ["-", ".", "", "nowhere/file", "/dev/null", "/dev/full"]
            return dice.choice(strange + 3 * list(self.case.inputs))
        self.case.outputs.append(name)
        return f"./{name}" if name.startswith("-") else name

    def disturb(self):
        """Wrong words, flags twice, and unusual surroundings."""
        dice, words = self.dice, self.case.arguments
        if dice.spoils(0.3):
            at = dice.randrange(len(words))
            words[at:at + 1] = dice.choice([
                [], [words[at]] * 2, [dice.spoilt(words[at])], [words[at], dice.choice(CHARACTERS)],
                [words[at], "--"], ["--" + dice.choice(problems.WORDS)]])
        if dice.spoils(0.2):
            self.case.stdin = dice.choice(["closed", *self.case.inputs])
        if dice.spoils(0.1):
            self.case.environment = dice.choice([
                {"TMPDIR": "/nowhere"}, {"HOME": ""}, {"PATH": ""}, {"LC_ALL": "C"}, {"STDOUT": "/dev/full"},
                {"STDOUT": "closed"}])


def make(seed, index, commands):
    """The case of an index in the campaign of a seed; the same wherever it is made."""
    return Maker(f"{seed}/{index}", commands).make()
