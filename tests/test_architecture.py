"""The packages of `tools` point in one direction, and the launcher needs no package from elsewhere.

Read from the sources, imports inside of functions too. (The library for this, import-linter, would
bring six packages into every student's environment.)
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shown_markdown import parsed
from tools.common.places import THIS

PACKAGES = {
    "common": set(),
    "environment": {"common"},
    "execution": {"common", "environment"},
    "reports": {"common"},
    "benchmark": {"common", "environment"},
    "grading": {"common", "environment", "reports"},
}
"""The packages, and what each of them may know."""
COMMANDS = {
    "run": set(PACKAGES),
    "report": set(PACKAGES),
    "assignments": set(PACKAGES),
    "bench": set(PACKAGES),
    "doctor": set(PACKAGES),
    "cli": {*PACKAGES, "bench", "doctor"},
}
"""The modules at the top."""
MAY_KNOW = PACKAGES | COMMANDS


def modules(root: Path) -> dict[str, Path]:
    """The modules of `tools` by their dotted names; Jupyter's settings are none."""
    found = {}
    for path in sorted((root / "tools").rglob("*.py")):
        if path.parent.name == "jupyter":
            continue
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: set[str], everywhere: bool = True) -> Iterator[str]:
    """What a module imports: of `tools` whole modules, of others the name of the package."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if not name.startswith("tools."):
                yield name.partition(".")[0]
            else:
                yield name if name in known else name.rpartition(".")[0]


def part(module: str) -> str:
    """The command or package that a module of `tools` belongs to."""
    return module.split(".")[1]


def violations(root: Path) -> list[str]:
    known = modules(root)
    found = []
    for module, path in known.items():
        for name in imported(path, set(known)):
            if module == "tools" or not name.startswith("tools."):
                continue
            source, target = part(module), part(name)
            if source != target and target not in MAY_KNOW[source]:
                found.append(f"{module} imports {name}")
    return found


def test_every_package_and_command_is_listed():
    assert {part(name) for name in modules(THIS.root) if name != "tools"} == set(MAY_KNOW)


def test_packages_point_in_one_direction():
    assert violations(THIS.root) == []


def test_no_module_imports_itself_by_way_of_another():
    known = modules(THIS.root)
    graph = {name: set(imported(path, set(known))) & set(known) for name, path in known.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_what_the_launcher_imports_is_in_the_standard_library():
    """It runs with the system's Python, which has none of the lab's packages."""
    known, waiting, seen = modules(THIS.root), ["tools.cli"], set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for name in imported(known[module], set(known), everywhere=False):
            if name.startswith("tools."):
                waiting += [name] if name not in seen else []
            else:
                assert name in sys.stdlib_module_names, f"{module} imports {name}"


def test_no_module_has_the_name_of_one_of_the_standard_library():
    names = {name.rpartition(".")[2] for name in modules(THIS.root)}
    assert names & sys.stdlib_module_names == set()


@pytest.mark.parametrize("name", sorted(MAY_KNOW))
def test_every_package_says_what_it_is_for_and_what_it_must_not_know(name):
    folder = THIS.root / "tools" / name
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    assert said
    assert not folder.is_dir() or "must not know" in " ".join(said.split())


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("common/a.py", "from tools.environment import b", "common.a imports tools.environment"),
        ("reports/a.py", "def f():\n  import tools.execution.b", "reports.a imports tools.exec"),
        ("grading/a.py", "from tools import cli", "grading.a imports tools.cli"),
    ],
)
def test_an_import_in_the_wrong_direction_is_found(tmp_path, file, line, told):
    path = tmp_path / "tools" / file
    path.parent.mkdir(parents=True)
    path.write_text(line)
    (tmp_path / "tools" / "cli.py").touch()
    assert [told in violation for violation in violations(tmp_path)] == [True]


def test_the_page_on_reports_names_every_file_there():
    folder = THIS.root / "tools" / "reports"
    page = (THIS.root / "docs" / "reports.md").read_text("utf-8")
    table = parsed(page).find(string="Where it is made").find_next("table")
    cells = table.select("td:first-child code")
    named = {cell.get_text().split("/")[0] for cell in cells}
    there = {path.name for path in folder.iterdir() if not path.name.startswith("__")}
    assert named == there
