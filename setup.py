"""Builds the library that the Python package calls, with Swift, and names the wheel after the machine."""

import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithLibrary(build_py):
    def run(self):
        library = ROOT / "python" / "betaflow" / "libbetaflow.so"
        subprocess.run([str(ROOT / "Scripts" / "library"), str(library)], check=True)
        super().run()


class WithBinaries(Distribution):
    def has_ext_modules(self):
        return True


class PlatformWheel(bdist_wheel):
    """Any Python 3 will do, but only this kind of machine."""

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(
    distclass=WithBinaries,
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel},
)
