"""The source tree as the architecture tests see it."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "chainfair"
# From the bottom up, as a fair happens.
ROOMS = (
    "people", "organisations", "chains", "fairs", "exhibiting", "visiting", "atlas", "matching", "meetings",
    "presence", "outcomes", "closing", "desk", "rehearsal",
)  # fmt: skip
HEIGHT = {name: height for height, name in enumerate(("engine", "ground", *ROOMS, "project"))}
DOORS = (
    "errors", "kinds", "rules", "models", "queries", "access", "bridge", "actions", "forms", "tasks", "views", "api",
    "admin", "urls",
)  # fmt: skip


@cache
def contracts() -> dict[str, dict[str, Any]]:
    """The import contracts of pyproject.toml, by id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


@cache
def sources() -> tuple[Path, ...]:
    """Every module of the package but the migrations, which a tool writes."""
    return tuple(file for file in sorted(PACKAGE.rglob("*.py")) if "migrations" not in file.parts)


@cache
def parsed(file: Path) -> ast.Module:
    """A module as its syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def room_of(file: Path) -> str:
    """The room, or other part of the package, that a file lies in."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names, `from a import b` as `a` and `a.b`."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return []


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps, or would keep once added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(file for name in listed.stdout.split("\0") if name and (file := ROOT / name).is_file())
