"""What must hold of every call, whatever it was given."""

import re

from . import formats
from .cases import LONG, LONG_OPTIONS
from .execution import MEBIBYTE

CODES = {0, 1, 64, 65, 66, 73, 75}
LONGEST_MESSAGE = 4000

# What Foundation and Swift say when nobody wrote a sentence.
DUMPS = re.compile(
    rb"Fatal error|Error Domain=|couldn.t be completed|NSCocoaError|NSPOSIXError|_GenericObjCError|"
    rb"Optional\(|DecodingError|EncodingError|UnsafePointer|Swift\.")


def may_run_long(case):
    """Whether the caller sizes the work, which then must end when it is interrupted."""
    return case.subcommand in LONG or not LONG_OPTIONS.isdisjoint(case.arguments)


def faults(case, outcome, limits):
    """Short names of what is wrong, each with what was seen; empty if nothing is."""
    for check in (check_cost, check_end, check_messages, check_files, check_result):
        found = list(check(case, outcome, limits))
        yield from found
        # A process that was killed, or that crashed, could not do the rest.
        if found and (outcome.gave_up or outcome.code < 0):
            return


def check_cost(case, outcome, limits):
    if outcome.memory > limits.memory:
        yield "memory", f"{outcome.memory / MEBIBYTE:.0f} MiB"
    elif outcome.interrupted and outcome.farewell > limits.farewell:
        yield "signal ignored", f"{outcome.farewell:.1f} s of work after signal {outcome.interrupted}"
    elif outcome.gave_up or outcome.seconds > limits.seconds:
        yield "time", f"{outcome.seconds:.1f} s"


def check_end(case, outcome, limits):
    if outcome.code < 0 and -outcome.code != outcome.interrupted:
        yield "crash", f"ended by signal {-outcome.code}"
    elif outcome.code >= 0 and outcome.code not in CODES:
        yield "exit code", f"{outcome.code}"
    elif outcome.code == 75 and not outcome.interrupted:
        yield "exit code", "75, but nobody interrupted"


def check_messages(case, outcome, limits):
    if outcome.errors:
        try:
            formats.check_text(outcome.errors)
        except ValueError as error:
            yield "raw message", str(error)
    if len(outcome.errors.decode(errors="replace")) > LONGEST_MESSAGE:
        yield "long message", f"{len(outcome.errors)} bytes"
    if found := DUMPS.search(outcome.errors):
        yield "dump", found[0].decode()
    if outcome.code > 0 and not outcome.errors.strip():
        yield "no message", f"exit code {outcome.code}"
    if outcome.code > 0 and outcome.output and case.subcommand != "audit":
        yield "partial result", f"{len(outcome.output)} bytes on standard output"


def check_files(case, outcome, limits):
    for name, data in case.inputs.items():
        if outcome.files.get(name) != data:
            yield "input changed", name
    # An audit whose verdicts have changed writes them and ends with 1.
    may_write = outcome.code == 0 or case.subcommand == "audit"
    allowed = set(case.inputs) | {name for name in case.outputs if may_write}
    allowed |= {case.option("--checkpoint").removeprefix("./")}
    folders = tuple(name + "/" for name in case.outputs) if may_write else ()
    for name in outcome.files:
        if name.startswith(folders):
            continue
        is_figure = case.subcommand == "reproduce" and outcome.code in (0, 75)
        is_checkpoint = outcome.code == 75 and name.endswith(".checkpoint")
        if name not in allowed and not is_figure and not is_checkpoint:
            yield "file left", f"{name} after exit code {outcome.code}"
    if outcome.scratch:
        yield "file left", f"{outcome.scratch} among temporary files"


def check_result(case, outcome, limits):
    """Of a call that succeeded: the result and the pictures are what was asked for."""
    # Short flags can be run together, -qh.
    is_help = any(re.match(r"--(help|version)|-[^-].*h|-h", word, re.DOTALL) for word in case.arguments)
    if outcome.code != 0 or is_help or case.subcommand in ("reproduce", "help"):
        return
    output, picture = (case.option(name).removeprefix("./") for name in ("--output", "--plot"))
    style = case.option("--format") or {"check": "yaml"}.get(case.subcommand, "table")
    written = []
    if output in case.outputs:
        written.append(("html" if output.endswith(".html") else style, output, outcome.files.get(output)))
    elif not output and "STDOUT" not in case.environment:
        written.append((style, "standard output", outcome.output))
    if picture in case.outputs:
        written.append((picture.rpartition(".")[2].lower(), picture, outcome.files.get(picture)))
    for style, name, data in written:
        try:
            if data is None:
                raise ValueError("there is no such file")
            formats.FORMATS.get(style, formats.check_text)(data)
        except Exception as error:  # Python's readers raise many kinds for what they cannot read.
            yield f"bad {style}", f"{name}: {error}"[:200]
