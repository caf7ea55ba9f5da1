"""Notebooks whose cells were deleted, copied or changed, and one that spies: handed in."""

from __future__ import annotations

from pathlib import Path

import nbformat

from tests.sample_course import SampleCourse
from tools.common.places import THIS
from tools.grading.nbgrader_course import grade_id


def hand_in_all(sample: SampleCourse, tasks: str, port: int) -> None:
    """Hands in the solution, damaged in each of these ways."""

    def spies(notebook, cells) -> None:
        spy(cells["square"], sample, port)

    for damage in (*WAYS, spies):
        notebook = sample.answered(tasks, tasks)
        damage(notebook, {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)})
        sample.hand_in(damage.__name__.replace("_", "-"), tasks, tasks, notebook)


def deletes_a_test(notebook, cells) -> None:
    cells["square"].source = "int squared = 1;"
    notebook.cells.remove(cells["square-test"])


def deletes_what_is_given(notebook, cells) -> None:
    notebook.cells.remove(cells["imports"])


def deletes_an_answer(notebook, cells) -> None:
    notebook.cells.remove(cells["double"])


def deletes_the_words(notebook, cells) -> None:
    notebook.cells.remove(cells["why"])


def used_another_kernel(notebook, cells) -> None:
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = python


def weakens_a_test(notebook, cells) -> None:
    cells["square"].source = "int squared = 1;"
    cells["square-test"].source = "// nothing"


def skips_a_test(notebook, cells) -> None:
    cells["square"].source = "int squared = 1;"
    cells["square-test"].metadata["tags"] = ["skip-execution"]


def turns_a_test_to_text(notebook, cells) -> None:
    cells["square"].source = "int squared = 1;"
    test = cells["square-test"]
    test.cell_type = "markdown"
    test.pop("outputs"), test.pop("execution_count")
    test.metadata.nbgrader["points"] = 100


def copies_a_test(notebook, cells) -> None:
    place = notebook.cells.index(cells["square-test"])
    notebook.cells.insert(place, nbformat.from_dict(dict(cells["square-test"], id="copy")))


WAYS = (
    deletes_a_test,
    deletes_what_is_given,
    deletes_an_answer,
    deletes_the_words,
    used_another_kernel,
    weakens_a_test,
    skips_a_test,
    turns_a_test_to_text,
    copies_a_test,
)


def spy(cell, sample: SampleCourse, port: int) -> None:
    """Tries the network, the sources, the other students, and writing into the lab."""
    root, lab = sample.course.root, THIS.root
    looked_at = [root / "source", root, root / "submitted", lab / "assignments", lab / ".git"]
    looked_at.append(Path("/run"))
    cell.source = "\n".join(
        [
            "int squared = given * given;",
            f'try {{ new java.net.Socket("127.0.0.1", {port}); System.out.println("CONNECTED"); }}'
            ' catch (IOException e) { System.out.println("no network"); }',
            *(
                f'var seen{number} = new java.io.File("{path}").list();\n'
                f'System.out.println("{path.name}: " + '
                f"(seen{number} == null ? 0 : seen{number}.length));"
                for number, path in enumerate(looked_at)
            ),
            f'try {{ java.nio.file.Files.writeString(java.nio.file.Path.of("{lab}/spied"), "x");'
            ' System.out.println("WRITTEN"); } catch (IOException e) {'
            ' System.out.println("not written"); }',
            'System.out.println(System.getenv("SECRET_OF_THE_TEACHER"));',
        ]
    )
