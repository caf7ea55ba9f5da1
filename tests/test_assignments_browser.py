"""A student in JupyterLab: opens a released notebook, answers, and clicks Validate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests import sample_course, servers
from tests.conftest import posix_only
from tests.jupyterlab import ARTEFACTS, Lab, NotebookPage
from tests.sample_course import SampleCourse
from tools.grading.nbgrader_course import read

pytestmark = posix_only

TASKS = "three-tasks"
NOTEBOOK = f"{TASKS}.ipynb"
MILLISECONDS = 90_000


@pytest.fixture(scope="module")
def students_lab(chromium, tmp_path_factory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("student")
    sample = SampleCourse(folder / "course")
    sample_course.write(sample_course.three_tasks(), sample.course.source(TASKS) / NOTEBOOK)
    sample.must("release")
    copies = folder / "notebooks"
    sample_course.write(read(sample.course.released(TASKS) / NOTEBOOK), copies / NOTEBOOK)
    options = (
        f"--LabApp.user_settings_dir={folder / 'settings'}",
        f"--LabApp.workspaces_dir={folder / 'workspaces'}",
    )
    with servers.running(*options, copies) as server:
        page = chromium.new_page()
        yield Lab(server, page, copies)
        page.close()


def validate(notebook: NotebookPage) -> str:
    """Clicks Validate and gives what the dialogue says."""
    notebook.button("Validate")
    dialogue = notebook.page.locator(".jp-Dialog", has_text="Validation Results")
    dialogue.wait_for(timeout=MILLISECONDS)
    said = dialogue.inner_text()
    notebook.page.screenshot(path=ARTEFACTS / "validate.png")
    notebook.accept()
    return said


def write(page: Page, cell: Locator, source: str) -> None:
    """Types an answer into a cell in place of the stub."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def test_validate_fails_before_the_answers_and_passes_after_them(students_lab):
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    notebook = students_lab.open_file(NOTEBOOK)
    before = validate(notebook)
    assert "doubled" in before
    assert "Success" not in before
    page = students_lab.page
    answers = ("int doubled = 40;", "int squared = 400;", "int halved = 10;")
    for place, answer in zip((1, 3, 5), answers, strict=True):
        write(page, notebook.panel.locator(".jp-CodeCell").nth(place), answer)
    in_words = notebook.panel.locator(".jp-MarkdownCell").last
    in_words.dblclick()
    write(page, in_words, "Because a number has one half only.")
    assert "Success! Your notebook passes all the tests." in validate(notebook)


def test_of_nbgrader_a_student_sees_nothing_else(students_lab):
    page = students_lab.page
    menus = page.locator(".lm-MenuBar-itemLabel").all_text_contents()
    assert "Nbgrader" not in menus
    assert menus[0] == "File"
    assert page.locator(".Toastify__toast").count() == 0
    assert page.get_by_text("Create Assignment", exact=True).count() == 0


def test_the_validating_kernel_does_not_stay_behind(students_lab):
    assert len(students_lab.server.kernels()) == 1  # that of the open notebook


def test_the_released_notebook_has_locked_tests(students_lab):
    cells = read(Path(students_lab.folder) / NOTEBOOK).cells
    tests = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    locked = [cell for cell in tests if not cell.metadata.nbgrader.solution]
    assert locked
    assert not any(cell.metadata.get("editable", True) for cell in locked)
