"""Many cases on all processors, and what is kept of those that fail."""

import collections
import dataclasses
import json
import multiprocessing
import os
import pathlib
import shlex
import signal
import time

from . import cases, oracle
from .execution import Limits, run


@dataclasses.dataclass(frozen=True)
class Campaign:
    """What to run, for how long, and where failures are kept."""

    program: str
    seed: str
    keep: pathlib.Path
    limits: Limits = Limits()
    seconds: float = float("inf")
    cases: int | None = None

    def judged(self, case, processor=0):
        """Runs a case; what came of it and what was wrong."""
        is_long = oracle.may_run_long(case)
        # Half of the callers press Ctrl-C; the others are a batch system.
        warning = signal.SIGINT if len(repr(case.arguments)) % 2 else signal.SIGTERM
        outcome = run(self.program, case, self.limits, is_long, warning, processor)
        return outcome, list(oracle.faults(case, outcome, self.limits))

    def work(self, first, step, processor, results):
        """The share of one worker: every so many cases."""
        commands = cases.subcommands(self.program)
        end, index = time.monotonic() + self.seconds, first
        try:
            while time.monotonic() < end and (self.cases is None or index < self.cases):
                case = cases.make(self.seed, index, commands)
                outcome, faults = self.judged(case, processor)
                if faults:
                    save(self.keep / f"{self.seed}-{index}", case, outcome, faults)
                results.put((index, case.subcommand, outcome.code, outcome.seconds, faults))
                index += step
        except Exception as error:
            raise RuntimeError(f"the fuzzer failed at case {index} of seed {self.seed}") from error
        finally:
            results.put(None)

    def run(self, report):
        """Runs all cases; hands what came of each to `report` as it arrives."""
        processors = sorted(os.sched_getaffinity(0))
        results = multiprocessing.SimpleQueue()
        workers = [
            multiprocessing.Process(target=self.work, args=(k, len(processors), processor, results), daemon=True)
            for k, processor in enumerate(processors)]
        for worker in workers:
            worker.start()
        running = len(workers)
        while running:
            result = results.get()
            if result is None:
                running -= 1
            else:
                report(*result)
        for worker in workers:
            worker.join()
            if worker.exitcode:
                raise SystemExit("the fuzzer itself failed")


def save(folder, case, outcome, faults):
    """Keeps a case so that it can be run again, with a report for people."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for name, data in case.inputs.items():
        (folder / "files" / name).write_bytes(data)
    fields = dataclasses.asdict(case) | {"inputs": sorted(case.inputs)}
    (folder / "case.json").write_text(json.dumps(fields, indent=2) + "\n")
    lines = [f"{name}: {seen}" for name, seen in faults]
    lines += ["", f"cd files; betaflow {shlex.join(case.arguments)}"]
    lines += [f"ended with {outcome.code} after {outcome.seconds:.2f} s, {outcome.memory >> 20} MiB", "", ""]
    report = "\n".join(lines).encode(errors="surrogateescape") + outcome.errors[:10_000]
    (folder / "report.txt").write_bytes(report)


def load(folder):
    """A case that was kept."""
    fields = json.loads((folder / "case.json").read_text())
    fields["inputs"] = {name: (folder / "files" / name).read_bytes() for name in fields["inputs"]}
    return cases.Case(**fields)


class Tally:
    """Counts how calls ended, and prints each kind of failure when it is first seen."""

    def __init__(self, campaign):
        self.keep, self.seed = campaign.keep, campaign.seed
        self.known = cases.subcommands(campaign.program)
        self.codes = collections.defaultdict(collections.Counter)
        self.kinds = collections.Counter()
        self.slowest = 0.0, "none"

    def add(self, index, subcommand, code, seconds, faults):
        subcommand = subcommand if subcommand in self.known else "(unknown)"
        self.slowest = max(self.slowest, (seconds, f"{subcommand}, case {index}"))
        self.codes[subcommand][code] += 1
        for name, seen in faults:
            kind = (subcommand, name)
            self.kinds[kind] += 1
            if self.kinds[kind] == 1:
                print(f"{subcommand}: {name} ({seen}); kept in {self.keep / f'{self.seed}-{index}'}", flush=True)

    @property
    def unreached(self):
        """Subcommands that were tried often and never succeeded: the fuzzer has lost its way to them."""
        known = (name for name in self.known if cases.WEIGHTS.get(name, 1) >= 1)
        return [name for name in known if self.codes[name].total() >= 50 and not self.codes[name][0]]

    def summary(self):
        total = sum(counts.total() for counts in self.codes.values())
        yield f"{total} calls, the slowest {self.slowest[0]:.1f} s ({self.slowest[1]}); how they ended:"
        for name, counts in sorted(self.codes.items()):
            ends = ", ".join(f"{count} × {code}" for code, count in sorted(counts.items()))
            yield f"  {name:14} {ends}"
        for (subcommand, name), count in self.kinds.most_common():
            yield f"FAILED {subcommand}: {name}, {count} times"
        for name in self.unreached:
            yield f"FAILED {name}: no call of it succeeded"
