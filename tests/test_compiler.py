"""What the kernel tells of code that is not right yet: missing names, imports, and help for it."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from tests.cells import Ran, run_cell
from tools.common.places import THIS
from tools.environment.kernel import Kernel

STYLE = re.compile(r"\x1b\[[\d;]*m")
IMPORT = re.compile(r"^import ([\w.]+\.(\w+));$", re.MULTILINE)


class Session:
    """A kernel for all tests of this file."""

    def __init__(self, loop: asyncio.AbstractEventLoop, client, log) -> None:
        self.loop, self.client, self.log = loop, client, log

    def run(self, code: str) -> Ran:
        ran = self.loop.run_until_complete(run_cell(self.client, code))
        ran.trouble = [STYLE.sub("", each) for each in ran.trouble]
        return ran

    def traceback(self, code: str) -> str:
        """What stands below a cell that failed."""
        lines = []

        def hear(message: dict) -> None:
            if message["msg_type"] == "error":
                lines.extend(message["content"]["traceback"])

        asked = self.client.execute_interactive(code, timeout=120, output_hook=hear)
        assert self.loop.run_until_complete(asked)["content"]["status"] == "error"
        return STYLE.sub("", "\n".join(lines))

    def help(self, code: str) -> str:
        at = code.index("|")
        asked = self.client.inspect(code.replace("|", ""), at, reply=True, timeout=60)
        return self.loop.run_until_complete(asked)["content"]["data"].get("text/plain", "")

    def completions(self, code: str) -> dict:
        asked = self.client.complete(code, len(code), reply=True, timeout=60)
        return self.loop.run_until_complete(asked)["content"]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    loop = asyncio.new_event_loop()
    log = tmp_path_factory.mktemp("compiler") / "kernel.log"
    kernel = Kernel(THIS.notebooks, log)
    loop.run_until_complete(kernel.__aenter__())
    try:
        client, _ = loop.run_until_complete(kernel.connect())
        yield Session(loop, client, log)
        client.stop_channels()
    finally:
        loop.run_until_complete(kernel.__aexit__(None, None, None))
        loop.close()
    assert log.read_text("utf-8") == ""


def test_a_typing_mistake_in_a_method_is_an_error_at_its_definition(session):
    shown = session.traceback(
        "double share(int right, int all) {\n    return 100.0 * rigth / all;\n}"
    )
    assert shown == (
        "|       return 100.0 * rigth / all;\ncannot find `rigth` (did you mean `right`?)\n"
    )


def test_the_call_of_such_a_method_is_an_error_of_one_line(session):
    session.run("double part(int right) { return rigth; }")
    line = "part cannot be used: cannot find `rigth` (did you mean `right`?)"
    assert session.traceback("part(9)") == line
    ran = session.run("List.of(1).forEach(each -> part(each));")
    assert ran.trouble == [f"CompilationException: {line}"]


def test_forward_references_run_and_are_told_only_when_a_cell_leaves_them_open(session):
    both = session.run("int first() { return second(); }\nint second() { return 2; }\nfirst()")
    assert (both.status, both.printed, both.trouble, both.result) == ("ok", "", [], "2")
    early = session.run("int total() { return later + 1; }")
    assert (early.status, early.trouble) == ("ok", [])
    assert early.printed == (
        "total is not complete: cannot find `later`. "
        "Run the cell that defines it before you use total.\n"
    )
    late = session.run("int later = 41;\ntotal()")
    assert (late.status, late.printed, late.trouble, late.result) == ("ok", "", [], "42")


def test_a_mistake_is_counted_as_the_kernel_counts(session):
    before = session.loop.run_until_complete(session.client.execute("1", reply=True))["content"]
    wrong = "int area(int width) { return widht; }"
    reply = session.loop.run_until_complete(session.client.execute(wrong, reply=True))["content"]
    assert reply["status"] == "error"
    assert reply["execution_count"] == before["execution_count"] + 1
    assert (reply["ename"], reply["evalue"]) == (
        "CompilationException",
        "cannot find `widht` (did you mean `width`?)",
    )


def test_other_errors_stay_as_they_are(session):
    assert session.traceback('int number = "a";') == (
        '|   int number = "a";\nincompatible types: java.lang.String cannot be converted to int\n'
    )
    assert session.run('throw new IllegalStateException("as ever");').trouble == [
        "RuntimeException: java.lang.IllegalStateException, as ever"
    ]


def test_a_network_without_its_imports_gets_them_once_each(session):
    shown = session.traceback("""
        MultiLayerConfiguration own = new NeuralNetConfiguration.Builder()
            .updater(new Adam(1e-3)).list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build())
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build())
            .layer(new OutputLayer.Builder(LossFunction.MCXENT).nOut(10).build())
            .setInputType(InputType.convolutionalFlat(28, 28, 1)).build();
        """)
    assert shown.splitlines()[0] == "Not imported. Add to the first code cell, and run it:"
    assert sorted(shown.splitlines()[1:]) == [
        "import org.deeplearning4j.nn.conf.MultiLayerConfiguration;",
        "import org.deeplearning4j.nn.conf.NeuralNetConfiguration;",
        "import org.deeplearning4j.nn.conf.inputs.InputType;",
        "import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;",
        "import org.deeplearning4j.nn.conf.layers.OutputLayer;",
        "import org.nd4j.linalg.activations.Activation;",
        "import org.nd4j.linalg.learning.config.Adam;",
        "import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;",
    ]


def test_a_static_method_without_its_import_gets_it(session):
    assert "\nimport static digitlab.notebook.Notebook.show;" in session.traceback("show(1);")


def code_cells(file: Path) -> list[str]:
    cells = json.loads(file.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def imported() -> dict[str, str]:
    """The classes that notebooks and assignments import by name."""
    found = {}
    for folder in (THIS.notebooks, THIS.root / "assignments" / "source"):
        for file in folder.rglob("*.ipynb"):
            code = "\n".join(code_cells(file))
            found |= {name: full for full, name in IMPORT.findall(code)}
    return found


def test_the_import_that_is_told_is_the_one_that_the_notebooks_have(session):
    wanted = imported() | {
        "Files": "java.nio.file.Files",
        "Color": "java.awt.Color",
        "Random": "java.util.Random",
        "XYChartBuilder": "org.knowm.xchart.XYChartBuilder",
        "DenseLayer": "org.deeplearning4j.nn.conf.layers.DenseLayer",
        "Sgd": "org.nd4j.linalg.learning.config.Sgd",
        "DoubleColumn": "tech.tablesaw.api.DoubleColumn",
    }
    assert len(wanted) > 20
    known = ["List", "Arrays", "Random"]  # the kernel imports Java's own collections by itself
    names = ", ".join(f"{name}.class" for name in wanted)
    told = dict(
        (name, full)
        for full, name in IMPORT.findall(session.traceback(f"Class<?>[] all = {{{names}}};"))
    )
    assert {name: full for name, full in wanted.items() if name not in known} == told


def test_help_shows_javadoc_overload_and_values(session):
    assert session.help("digitlab.data.Mnist.load|()").startswith(
        "Mnist Mnist.load()\nLoads the data set in DIGITLAB_DATA, or else the bundled MNIST.\n"
    )
    session.run("int[] many = new int[1000];")
    assert session.help("many|").startswith("int[] many\n[0, 0, 0, ")
    session.run("class Endless { public String toString() { while (true); } }")
    session.run("var endless = new Endless();")
    assert session.help("endless|") == "Endless endless\n"
    assert session.help('"😀".length(); digitlab.data.Mnist.load|()').startswith(
        "Mnist Mnist.load()"
    )
    assert session.help("nobody|") == ""


def test_the_tab_key_offers_members_of_a_class_that_is_not_imported(session):
    offered = session.completions("var trainer = Trainer.")
    assert "of(" in offered["matches"]
    assert offered["cursor_start"] == offered["cursor_end"] == len("var trainer = Trainer.")
    assert session.completions("Nobody.")["matches"] == []
    assert session.completions("man")["matches"] == ["many"]


def test_a_network_of_02_can_be_pasted_into_06(session):
    """The last test: the imports of 06 stay."""
    (building,) = THIS.notebooks.glob("02-*.ipynb")
    (comparing,) = THIS.notebooks.glob("06-*.ipynb")
    networks = [cell for cell in code_cells(building) if "NeuralNetConfiguration" in cell]
    assert len(networks) == 3
    assert session.run(code_cells(comparing)[0]).trouble == []
    for network in networks:
        ran = session.run(network)
        assert (ran.status, ran.printed, ran.trouble) == ("ok", "", [])
