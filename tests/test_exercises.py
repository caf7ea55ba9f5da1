"""Every exercise of the notebooks is done: its folded solution runs, and gives what it promises.

The rule. Under the heading "Exercises" each exercise begins with its number in bold and has its
solution, Java in `<details>`. Java that is not folded, such as a method that makes trainings short,
is run with them. In a solution a line `// Expected: …` tells what stands in its output, word by
word; `a…b` in it is a range in which a number must lie.

The solutions run after the cells of their notebook, in one kernel, with at most 2,000 images and
three epochs. That takes a few seconds for those of `FAST`, which train nothing, and minutes for the
others, so that these are run with `--slow` only.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

import mistune
import nbformat
import pytest

from tests.cells import Ran, run_cell
from tests.test_notebook_style import ends_with_printf
from tools.common import caps
from tools.common.places import THIS
from tools.environment.kernel import Kernel
from tools.execution import notebooks

FAST = {"00", "02"}
SECONDS_FOR_A_CELL = 600
LITTLE = {caps.EPOCHS: "3", caps.IMAGES: "2000"}
NOTEBOOKS = notebooks.all_notebooks(THIS)

EXPECTED = re.compile(r"^// Expected: (.+)$", re.MULTILINE)
RANGE = re.compile(r"(\d[\d.,]*)…(\d[\d.,]*)")


@dataclass(frozen=True)
class Exercises:
    """What stands under the heading: the numbers of the exercises, and Java in its order."""

    numbers: list[int]
    code: list[str]
    folded: list[str]

    @staticmethod
    def of(path: Path) -> Exercises:
        cells = nbformat.read(path, as_version=4).cells
        [cell] = [each for each in cells if each.source.startswith("## Exercises\n")]
        return Exercises.read(cell.source)

    @staticmethod
    def read(markdown: str) -> Exercises:
        numbers, code, folded, is_folded = [], [], [], False
        for block in mistune.create_markdown(renderer=None)(markdown):
            if block["type"] == "block_html":
                is_folded = "<details>" in block["raw"]
            elif block["type"] == "block_code":
                code.append(block["raw"])
                folded += [block["raw"]] if is_folded else []
            elif block["type"] == "paragraph" and block["children"][0]["type"] == "strong":
                words = "".join(part["raw"] for part in block["children"][0]["children"])
                numbers += [int(words.rstrip("."))] if re.fullmatch(r"\d+\.", words) else []
        return Exercises(numbers, code, folded)


def missing(code: str, output: str) -> list[str]:
    """What a solution promises and its output has not."""
    return [line for line in EXPECTED.findall(code) if not is_in(line, output)]


def is_in(expected: str, output: str) -> bool:
    ranges = [tuple(map(number, ends)) for ends in RANGE.findall(expected)]
    words = RANGE.split(expected)[::3]
    pattern = r"(\d[\d.,]*)".join(map(re.escape, words))
    return any(
        all(
            low <= number(text) <= high
            for text, (low, high) in zip(found.groups(), ranges, strict=True)
        )
        for found in re.finditer(pattern, output)
    )


def number(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def output(ran: Ran) -> str:
    return "\n".join([ran.printed, *ran.shown, ran.result])


async def run(path: Path, log: Path) -> list[str]:
    """Runs a notebook and its solutions; gives what went wrong."""
    cells = nbformat.read(path, as_version=4).cells
    faults = []
    async with Kernel(THIS.notebooks, log) as kernel:
        client, _ = await kernel.connect()
        for cell in cells:
            if cell.cell_type == "code":
                ran = await run_cell(client, cell.source, timeout=SECONDS_FOR_A_CELL)
                faults += [f"{cell.source[:60]}: {trouble}" for trouble in ran.trouble]
        for code in Exercises.of(path).code:
            ran = await run_cell(client, code, timeout=SECONDS_FOR_A_CELL)
            told = [*ran.trouble, *(f"no {line!r}" for line in missing(code, output(ran)))]
            faults += [f"{code}\n{trouble}\n{output(ran)}" for trouble in told]
        client.stop_channels()
    return faults


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_solutions_give_what_they_promise(path, tmp_path, monkeypatch, request):
    if path.name[:2] not in FAST and not request.config.getoption("--slow"):
        pytest.skip("takes long: --slow")
    for name, value in LITTLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DIGITLAB_RUNS", str(tmp_path / "runs"))
    faults = asyncio.run(run(path, tmp_path / "kernel.log"))
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_exercise_has_a_solution_to_compare_with(path):
    found = Exercises.of(path)
    assert found.numbers == [*range(1, len(found.numbers) + 1)]
    assert len(found.folded) == len(found.numbers) >= 2
    assert all(EXPECTED.search(code) for code in found.folded)
    without_comments = [re.sub("^//.*", "", code, flags=re.MULTILINE) for code in found.code]
    assert not any(map(ends_with_printf, without_comments)), "its value would be shown, too"


# --- the rule itself ------------------------------------------------------------------------------

THREE = """## Exercises

Some **words**.

```java
int prepared;
```

**1.** First.

<details><summary>Solution 1</summary>

```java
int x;
// Expected: 4
```

</details>

**2.** Second, with nothing.
"""


def test_code_is_found_folded_or_not():
    found = Exercises.read(THREE)
    assert found.numbers == [1, 2]
    assert found.code == ["int prepared;\n", "int x;\n// Expected: 4\n"]
    assert found.folded == found.code[1:]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("44,426 parameters", "It has 44,426 parameters."),
        ("accuracy 0.5…0.9", "accuracy 0.9 and more"),
        ("after epoch 2…10 of 10", "lowest after epoch 10 of 10."),
        ("loss 1.5…2.0, then 0.1…0.4", "loss 1.51, then 0.40"),
        ("1,000…2,000 images", "1,500 images"),
    ],
)
def test_what_was_promised_is_found(expected, said):
    assert missing(f"int x;\n// Expected: {expected}", said) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("44,426 parameters", "It has 44,427 parameters."),
        ("accuracy 0.5…0.9", "accuracy 0.91"),
        ("accuracy 0.5…0.9", "accuracy"),
        ("loss 1.5…2.0, then 0.1…0.4", "loss 1.51, then 0.41"),
    ],
)
def test_what_was_not_kept_is_found(expected, said):
    assert missing(f"int x;\n// Expected: {expected}", said) == [expected]
