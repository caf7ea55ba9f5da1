"""How the cells of notebooks and assignments are written, and what 09 records of its own loop."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from tools.common.places import THIS

NOTEBOOKS = sorted(THIS.notebooks.glob("*.ipynb"))
ASSIGNMENTS = sorted((THIS.root / "assignments" / "source").glob("*/*.ipynb"))
LIBRARY = THIS.root / "lib" / "src" / "main" / "java"

IMPORT = re.compile(r"^\s*import\s+(static\s+)?([\w.]+(?:\.\*)?)\s*;", re.MULTILINE)
QUALIFIED = re.compile(r"\b(?:java|javax|org|io|com|tech|digitlab)(?:\.[a-z]\w*)+\.[A-Z]\w*")
TEXT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*')
OF_A_KERNEL = ("org.dflib", "io.github.spencerpark")


def code_cells(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def imports_outside_the_first_cell(cells: list[str]) -> list[str]:
    return [found[0].strip() for cell in cells[1:] for found in IMPORT.finditer(cell)]


def unused_imports(cells: list[str]) -> list[str]:
    """As far as the text tells: of a wildcard, only for the library's own packages."""
    code = "\n".join(cells)
    used = TEXT.sub("", IMPORT.sub("", code))
    return [
        name
        for static, name in IMPORT.findall(code)
        if not all(re.search(rf"\b{each}\b", used) for each in needed(static, name, used))
    ]


def needed(static: str, name: str, used: str) -> list[str]:
    """Words that must occur for the import to be of use."""
    package, _, last = name.rpartition(".")
    if last != "*":
        return [last]
    classes = [file.stem for file in (LIBRARY / package.replace(".", "/")).glob("*.java")]
    known = [each for each in classes if re.search(rf"\b{each}\b", used)]
    several = len(known) > 1 or static or not package.startswith("digitlab.")
    return [] if several else ["several classes of " + package]


def qualified_names(cells: list[str]) -> list[str]:
    code = TEXT.sub("", IMPORT.sub("", "\n".join(cells)))
    return QUALIFIED.findall(code)


def formatted_by_hand(cells: list[str]) -> list[str]:
    """`println` of a `String.format`, where `printf` says the same."""
    return re.findall(r"print(?:ln)?\(String\.format\(", "\n".join(cells))


def ends_with_printf(cell: str) -> bool:
    """Whether the last statement is a `printf`: its value, a `PrintStream`, would be shown."""
    last = re.split(r"\n(?=\S)", cell.strip())[-1]
    return last.startswith("System.out.printf(")


@pytest.fixture(params=NOTEBOOKS + ASSIGNMENTS, ids=lambda path: path.stem)
def cells(request) -> list[str]:
    return code_cells(request.param)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook_cells(request) -> list[str]:
    return code_cells(request.param)


def test_all_imports_stand_in_the_first_code_cell(cells):
    assert imports_outside_the_first_cell(cells) == []
    assert IMPORT.sub("", cells[0]).strip() == "", "the first code cell has nothing but imports"


def test_no_notebook_imports_anything_of_a_kernel(cells):
    assert [each for each in OF_A_KERNEL if each in "\n".join(cells)] == []


def test_every_import_is_used(notebook_cells):
    assert unused_imports(notebook_cells) == []


def test_classes_are_called_by_their_short_names(cells):
    assert qualified_names(cells) == []


def test_println_gets_no_string_format(cells):
    assert formatted_by_hand(cells) == []


def test_no_cell_ends_with_a_value_that_nobody_wants_to_see(cells):
    assert [cell for cell in cells if ends_with_printf(cell)] == []


def test_no_report_shows_an_object_by_its_address(quick_run):
    _, reports = quick_run
    pages = sorted(reports.glob("[0-9]*.html"))
    assert len(pages) == len(NOTEBOOKS)
    for page in pages:
        assert not re.search(r"\w\.\w+@[0-9a-f]{5,}", page.read_text("utf-8")), page.name


IMPORTS = "import digitlab.data.*;\nimport java.util.List;"
USES = "Mnist mnist = Mnist.load();\nBatches b = null;\nList.of();"


def test_a_late_import_is_found():
    assert imports_outside_the_first_cell([IMPORTS, "int x;\n  import java.util.Map;"]) == [
        "import java.util.Map;"
    ]
    assert imports_outside_the_first_cell([IMPORTS, "// import of data\nint x;"]) == []


@pytest.mark.parametrize(
    ("uses", "unused"),
    [
        (USES, []),
        ('Mnist.load();\nBatches b;\nSystem.out.println("List"); // List', ["java.util.List"]),
        ("Mnist mnist = Mnist.load();\nList.of();", ["digitlab.data.*"]),
    ],
)
def test_an_unused_import_is_found(uses, unused):
    assert unused_imports([IMPORTS, uses]) == unused


def test_a_long_name_and_a_println_of_a_format_are_found():
    cell = (
        'java.util.stream.IntStream.range(0, 2);\nSystem.out.println(String.format("java.util.X"));'
    )
    assert qualified_names([IMPORTS, cell]) == ["java.util.stream.IntStream"]
    assert len(formatted_by_hand([IMPORTS, cell])) == 1


def test_a_printf_at_the_end_is_found():
    assert ends_with_printf('int x;\nSystem.out.printf("%d %d%n",\n    x, x);\n')
    assert not ends_with_printf('System.out.printf("%d%n", x);\nx')
    assert not ends_with_printf('for (;;) {\n    System.out.printf("%d%n", x);\n}')


def test_average_pooling_shows_what_is_different_and_no_layer_once_more():
    code = "\n".join(code_cells(THIS.notebooks / "04-average-pooling.ipynb"))
    assert "Architectures.averagePooling(seed)" in code
    assert ".layer(" not in code


# --- 09 measures by hand --------------------------------------------------------------------------


def test_the_seconds_of_random_batches_are_those_of_all_steps_and_tests(lab, notebook, tmp_path):
    """The loop is timed as a whole, in a block around it."""
    cells = code_cells(THIS.notebooks / "09-random-batches.ipynb")
    loop = next(i for i, cell in enumerate(cells) if "network.fit(batch)" in cell)
    timed = f"""{{
        long begun = System.nanoTime();
        {cells[loop]}
        double whole = (System.nanoTime() - begun) / 1e9;
        double steps = records.stream().mapToDouble(Epoch::seconds).sum();
        double tests = records.stream().mapToDouble(Epoch::validationSeconds).sum();
        System.out.printf("recorded %.4f of it, tests %.4f of it%n",
            (steps + tests) / whole, tests / whole);
    }}"""
    ended = lab("run", "--quick", notebook("timed", *cells[:loop], timed))
    assert ended.code == 0, ended.output
    page = (tmp_path / "reports" / "quick" / "timed.html").read_text("utf-8")
    recorded, tests = re.search(r"recorded ([\d.]+) of it, tests ([\d.]+) of it", page).groups()
    assert 0.9 < float(recorded) <= 1
    assert 0 < float(tests) < float(recorded)
