"""The launcher: what is ready is skipped, what is missing is made, whatever breaks says what to do.

Its steps call stand-ins of python, pip and npm that a test puts on the path: programs of others, which fail here
in the ways they fail out there. The real ones are called whenever this suite was started by `./chainfair test`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

KEPT = ("chainfair", "requirements", "package.json", "package-lock.json", ".npmrc")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as a clone gives it, with a verb that says what it was given."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in KEPT:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / name)
    shutil.copytree(
        ROOT / "src" / "chainfair" / "project", root / "src" / "chainfair" / "project", ignore=only_cli
    )
    (root / "src" / "chainfair" / "__init__.py").touch()
    return root


def only_cli(folder: str, names: list[str]) -> list[str]:
    """Everything but the table of verbs, which is all that the launcher reads."""
    return [name for name in names if name not in {"cli.py", "__init__.py"}]


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program of others, on the path before the machine's own."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def make_ready(root: Path, pip: str = "exit 0") -> Path:
    """An environment whose Python says what it is called with, and whose pip does as told."""
    binaries = root / ".venv" / "bin"
    binaries.mkdir(parents=True)
    stand_in(binaries, "python", f'case "$*" in *"-m pip"*) {pip};; *) echo "python $*";; esac')
    (root / ".venv" / "lib" / "python3.11" / "site-packages" / "pip").mkdir(parents=True)
    (root / ".venv" / "lib" / "python3.11" / "site-packages" / "pip" / "__main__.py").touch()
    return binaries


def launch(root: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Start the launcher in an empty environment."""
    return subprocess.run(
        [sys.executable, root / "chainfair", *words],
        env=plain(root, path),
        capture_output=True,
        text=True,
        check=False,
    )


def plain(root: Path, path: Path | None = None) -> dict[str, str]:
    """An environment with nothing but a path and a home."""
    return {"PATH": f"{path or root / 'none'}:/usr/bin:/bin", "HOME": str(root)}


def test_packages_are_installed_once_with_hashes_and_only_ready_made(checkout: Path) -> None:
    make_ready(checkout, pip='echo "$*" >> asked; exit 0')
    first = launch(checkout, "upgrade")
    second = launch(checkout, "upgrade")
    assert (first.returncode, second.returncode) == (0, 0)
    asked = (checkout / "asked").read_text().splitlines()
    assert len(asked) == 1
    for word in (
        "--require-hashes",
        "--only-binary :all:",
        f"-r {checkout / 'requirements' / 'runtime.txt'}",
    ):
        assert word in asked[0]
    assert second.stderr == ""


def test_a_changed_lock_file_is_installed_anew(checkout: Path) -> None:
    make_ready(checkout, pip='echo "$*" >> asked; exit 0')
    launch(checkout, "upgrade")
    with (checkout / "requirements" / "runtime.txt").open("a") as lock:
        lock.write("# changed\n")
    launch(checkout, "upgrade")
    assert len((checkout / "asked").read_text().splitlines()) == 2


def test_standard_output_is_the_verbs_alone(checkout: Path) -> None:
    make_ready(checkout, pip="echo Collecting noise; exit 0")
    said = launch(checkout, "--data", "d", "backup", "file")
    assert said.stdout == "python -m chainfair.project.cli --data d backup file\n"
    assert "Installing the runtime packages" in said.stderr


def test_help_and_wrong_usage_need_nothing_installed(checkout: Path) -> None:
    asked, wrong = launch(checkout, "--help"), launch(checkout, "unheard-of")
    assert (asked.returncode, wrong.returncode) == (0, 2)
    assert "backup" in asked.stdout
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "The disk is full.",
        ),
        ("Temporary failure in name resolution", "The package index could not be reached."),
        ("ReadTimeoutError: Read timed out.", "The package index could not be reached."),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "is not the one that was locked",
        ),
        ("ERROR: No matching distribution found for numpy==9", "is not to be had for this Python"),
        ("something nobody has seen before", "The lines above say why"),
    ],
)
def test_a_failed_installation_says_what_to_do(checkout: Path, said: str, advice: str) -> None:
    make_ready(checkout, pip=f'echo "{said}"; exit 1')
    ended = launch(checkout, "upgrade")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr
    assert advice in ended.stderr.splitlines()[-1]
    assert not (checkout / ".venv" / "runtime.stamp").exists()


def test_a_python_without_venv_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    # Debian's python3 without python3-venv ends in this way.
    broken = tmp_path / "python"
    stand_in(tmp_path, "python", f'case "$*" in *"-m venv"*) echo "ensurepip is not available"; exit 1;; esac; '
             f'exec -a "$0" "{sys.executable}" "$@"'.replace('exec -a "$0"', "exec"))  # fmt: skip
    code = f"import sys; sys.executable = {str(broken)!r}; sys.argv = ['chainfair', 'upgrade']; "
    code += f"import runpy; runpy.run_path({str(checkout / 'chainfair')!r}, run_name='__main__')"
    ended = subprocess.run(
        [sys.executable, "-c", code], env=plain(checkout), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr.splitlines()[-1]


def test_browser_files_are_the_allowed_ones_and_fetched_once(checkout: Path, tmp_path: Path) -> None:
    make_ready(checkout)
    stand_in(tmp_path / "bin", "node", "exit 0")
    stand_in(tmp_path / "bin", "npm", f'echo "$*" >> npm-asked; cp -r {tmp_path}/packages node_modules')
    packages = tmp_path / "packages"
    wanted = {
        "@picocss/pico": ["LICENSE.md", "css/pico.min.css", "css/pico.amber.css", "scss/pico.scss"],
        "@fontsource-variable/inter": [
            "LICENSE",
            "index.css",
            "files/inter-latin-wght-normal.woff2",
            "package.json",
        ],
        "@fontsource-variable/noto-sans-sc": [
            "LICENSE",
            "index.css",
            "files/noto-sans-sc-4-wght-normal.woff2",
        ],
    }
    for package, files in wanted.items():
        for name in files:
            (packages / package / name).parent.mkdir(parents=True, exist_ok=True)
            (packages / package / name).write_text(name)
    for _start in range(2):
        assert launch(checkout, "serve", path=tmp_path / "bin").returncode == 0
    vendor = checkout / "src" / "chainfair" / "project" / "static" / "vendor"
    assert {file.relative_to(vendor).as_posix() for file in vendor.rglob("*") if file.is_file()} == {
        "inter/LICENSE", "inter/index.css", "inter/files/inter-latin-wght-normal.woff2",
        "noto-sans-sc/LICENSE", "noto-sans-sc/index.css", "noto-sans-sc/files/noto-sans-sc-4-wght-normal.woff2",
        "pico/LICENSE.md", "pico/css/pico.min.css",
    }  # fmt: skip
    assert (checkout / "npm-asked").read_text() == "ci --ignore-scripts --omit=dev\n"


def test_being_asked_to_end_ends_the_step_under_way(checkout: Path) -> None:
    make_ready(checkout, pip="echo $$ > step; exec sleep 300")
    with subprocess.Popen(
        [sys.executable, checkout / "chainfair", "upgrade"],
        env=plain(checkout), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        while not (checkout / "step").exists() or not (checkout / "step").read_text():
            time.sleep(0.05)
        step = int((checkout / "step").read_text())
        started.send_signal(signal.SIGTERM)
        _said, beside = started.communicate(timeout=30)
    assert started.returncode == 143
    assert "Traceback" not in beside
    with pytest.raises(ProcessLookupError):
        os.kill(step, 0)


def test_ctrl_c_ends_quietly(checkout: Path) -> None:
    make_ready(checkout, pip="echo $$ > step; exec sleep 300")
    with subprocess.Popen(
        [sys.executable, checkout / "chainfair", "upgrade"],
        env=plain(checkout), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        while not (checkout / "step").exists():
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        _said, beside = started.communicate(timeout=30)
    assert started.returncode == 130
    assert "Traceback" not in beside


def test_an_older_python_is_told_what_is_needed() -> None:
    words = (ROOT / "chainfair").read_text()
    head = words[: words.index("import contextlib")]
    code = "import sys, shutil; sys.version_info = (3, 9, 2); shutil.which = lambda name: None\n"
    ended = subprocess.run([sys.executable, "-c", code + head], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("chainfair needs Python 3.11 or newer and this is Python 3.9.")
