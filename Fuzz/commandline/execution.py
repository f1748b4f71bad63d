"""Runs a case under limits, in a folder of its own, and says all that came of it."""

import dataclasses
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import time

MEBIBYTE = 1 << 20


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a call may take. Time is that of the processor: a busy machine is not a slow program."""

    seconds: float = 10
    memory: int = 1024 * MEBIBYTE
    # A caller who sizes the work waits this long, interrupts, and sees the end within the next.
    patience: float = 1
    farewell: float = 2
    # Whatever else goes wrong, the fuzzer goes on.
    wall: float = 60
    file: int = 256 * MEBIBYTE


@dataclasses.dataclass
class Outcome:
    """How a call ended and what it left."""

    code: int = 0  # of exit; minus the signal if one ended it
    seconds: float = 0.0
    memory: int = 0
    interrupted: int = 0  # the signal that was sent, if any
    farewell: float = 0.0  # seconds from the signal to the end
    gave_up: bool = False  # whether it had to be killed
    output: bytes = b""
    errors: bytes = b""
    files: dict = dataclasses.field(default_factory=dict)
    scratch: list = dataclasses.field(default_factory=list)


def use(pid):
    """The processor time in seconds and the memory in bytes that a running process has used."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0, 0
    ticks, pages = int(fields[11]) + int(fields[12]), int(fields[21])
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE")


def wait(process, limits, is_long, warning):
    """Waits for the end; interrupts what may take long, and kills what takes too long."""
    outcome, start, told = Outcome(), time.monotonic(), None
    pid = 0
    while not pid:
        time.sleep(min(0.02, 0.002 + (time.monotonic() - start) / 20))
        used, held = use(process.pid)
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        elapsed = time.monotonic() - start
        if is_long and told is None and elapsed > limits.patience:
            told, outcome.interrupted = used, warning
            os.kill(process.pid, warning)
        is_late = told is not None and used - told > limits.farewell
        if is_late or used > limits.seconds or held > limits.memory or elapsed > limits.wall:
            outcome.gave_up = True
            os.killpg(process.pid, signal.SIGKILL)
            pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = outcome.code = os.waitstatus_to_exitcode(status)
    outcome.seconds, outcome.memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    outcome.farewell = outcome.seconds - told if told is not None else 0.0
    return outcome


def end(process):
    """Ends what the program started, and the program itself if the fuzzer was stopped."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def prepare(limits, processor):
    """Sets limits in the child, before the program starts."""
    os.sched_setaffinity(0, {processor})
    for limit, value in [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, limits.file)]:
        resource.setrlimit(limit, (value, value))



def run(program, case, limits=Limits(), is_long=False, warning=signal.SIGINT, processor=0):
    """Runs the case and removes its folder.

    The process is bound to one processor, so that the time it takes does not depend on how many there
    are; OpenBLAS has one thread, whose stacks would count as memory.
    """
    root = pathlib.Path(tempfile.mkdtemp(prefix="betaflow-fuzz-"))
    try:
        folder, scratch, kept = root / "work", root / "scratch", root / "kept"
        for path in (folder, scratch, kept):
            path.mkdir()
        for name, data in case.inputs.items():
            (folder / name).write_bytes(data)
        settings = dict(case.environment)
        standard_output = settings.pop("STDOUT", "")
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no", **settings}
        output = "/dev/full" if standard_output == "/dev/full" else kept / "output"

        def child():
            prepare(limits, processor)
            if standard_output == "closed":
                os.close(1)
            # A fuzzer started in the background inherits that signals are ignored; the command must not.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            if case.stdin == "closed":
                os.close(0)

        source = folder / case.stdin if case.stdin in case.inputs else "/dev/null"
        with open(source, "rb") as stdin, open(output, "wb") as out, open(kept / "errors", "wb") as errors:
            process = subprocess.Popen(
                [os.path.abspath(program), *case.arguments], cwd=folder, env=environment, stdin=stdin,
                stdout=out, stderr=errors, start_new_session=True, preexec_fn=child)
            try:
                outcome = wait(process, limits, is_long, warning)
            finally:
                end(process)
        outcome.output = (kept / "output").read_bytes() if output != "/dev/full" else b""
        outcome.errors = (kept / "errors").read_bytes()
        outcome.files = {
            str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in sorted(folder.rglob("*"))}
        outcome.scratch = [path.name for path in scratch.iterdir()]
        return outcome
    finally:
        shutil.rmtree(root, ignore_errors=True)
