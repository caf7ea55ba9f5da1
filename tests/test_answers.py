"""Every cell is answered: whatever cannot be described, and whatever ends the kernel."""

import asyncio
import os
import re
import signal
import time
from pathlib import Path

from tests.cells import Ran, run_cell
from tests.conftest import posix_only
from tools.common.places import THIS
from tools.environment import kernel as kernels
from tools.environment.kernel import Kernel
from tools.grading import worker
from tools.grading.limits import Limits

SECONDS_TO_ANSWER = 1
SECONDS_UNTIL_IT_IS_TOLD = 30

THINGS = """
class Node { Node next; public String toString() { return "Node then " + next; } }
class Broken { public String toString() { throw new AssertionError("no text"); } }
class Nameless { public String toString() { return null; } }
class Letters implements CharSequence {
    public char charAt(int index) { return 'a'; }
    public int length() { return 1; }
    public CharSequence subSequence(int from, int to) { return this; }
    public String toString() { throw new AssertionError("no letters"); }
}
class Drawing implements org.dflib.jjava.jupyter.kernel.display.DisplayDataRenderable {
    public void render(org.dflib.jjava.jupyter.kernel.display.RenderContext context) {
        throw new AssertionError("no pen");
    }
}
class Shy extends RuntimeException {
    public String getMessage() { throw new AssertionError("no message"); }
}
class Silent extends RuntimeException { public String getMessage() { throw this; } }
class Circle extends RuntimeException { public Throwable getCause() { return this; } }
class Wordless { public String toString() { throw new Shy(); } }
Node first = new Node();
Node second = new Node();
first.next = second;
second.next = first;
"""

CANNOT_BE_SHOWN = {
    "first": "This Node cannot be shown: StackOverflowError",
    "Node third = first;\nthird": "This Node cannot be shown: StackOverflowError",
    "var node = first;\nnode.next": "This Node cannot be shown: StackOverflowError",
    "new Broken()": "This Broken cannot be shown: AssertionError: no text",
    "List.of(first)": "This List12 cannot be shown: StackOverflowError",
    "new Broken() { }": "This object cannot be shown: AssertionError: no text",
    "new Letters()": "This Letters cannot be shown: AssertionError: no letters",
    "new Wordless()": "This Wordless cannot be shown: Shy",
}

DESCRIBED = {
    "new Nameless()": "null",
    "6 * 7": "42",
    '"a < b"': "a < b",
    'new StringBuilder("letters")': "letters",
    'java.nio.CharBuffer.wrap("letters")': "letters",
    "List.of(1, 2)": "[1, 2]",
    "(Object) null": "null",
    "null": "null",
    "String word = null;\nword": "null",
    "new HashMap<String, String>().get(word)": "null",
    '""': '""',
    'new StringBuilder(" \\n")': '" \\n"',
    "' '": '" "',
    'new Object() { public String toString() { return ""; } }': (
        "This object is described by an empty text."
    ),
}

ERRORS = {
    "throw new Shy();": "This Shy cannot be shown: AssertionError: no message",
    "throw new Silent();": "This Silent cannot be shown: Silent",
    "throw new Circle();": "This Circle cannot be shown: StackOverflowError",
    "new Drawing()": "The kernel could not show what came of it: AssertionError: no pen",
    'throw new IllegalStateException("as ever");': "java.lang.IllegalStateException, as ever",
}

NOTHING = [
    "var broken = new Broken();",
    "Object nothing = null;",
    "second = new Node();",
    "nothing\n;int after = 1;",
    "// only a comment",
    'new HashMap<String, String>().put("a", "b");',
    "if (nothing == null) { }",
    "%classpath .",
]

MAGICS = {
    'String form = """\n    %d of %d\n    """;\nform.formatted(1, 2).strip()': "1 of 2",
    "int seconds = 3601\n    %60;\nseconds": "1",
    'String wide = """\n  width=%5d""";\nwide.formatted(7)': "width=    7",
    "int a = 7;\n%time a + 1": "8",
    "%%time\nint b = 2;\nb": "2",
    'eval("""\n  5\n  %3\n  """)': "2",
}

INCOMPLETE = {
    "System.out.println(Math.max(1, 2);": "A closing ) is missing: the ( in line 1 is not closed.",
    "int c = 1;\nint[] d = {c,": "A closing } is missing: the { in line 2 is not closed.",
    'String e = """\n  (': 'A closing """ is missing: the """ in line 1 is not closed.',
    "int f =": "The cell ends too early: something has to follow =.",
}

PRINTS = {
    'for (int i = 0; i < 30_000; i++) System.out.println("line " + i);': 30_000,
    "for (int i = 0; i < 3_000; i++) {\n"
    'System.out.print("o\\n");\nSystem.err.print("e\\n");\n}': 6_000,
    "Thread other = new Thread(() -> { for (int i = 0; i < 5_000; i++) System.out.println(i); });"
    "other.start();\nother.join();": 5_000,
    "for (int i = 0; i < 5_000; i++) System.out.println(i);\n"
    'throw new RuntimeException("end");': 5_000,
}
ORDER = 'System.out.println("a"); display("b"); System.out.println("c"); "d"'

FULL = """
List<int[]> kept = new ArrayList<>();
while (true) kept.add(new int[5_000_000]);
"""

# What JJava's thread does next, after this cell, is to die.
END_THE_SHELL = """
for (Thread thread : Thread.getAllStackTraces().keySet())
    if (thread.getName().equals("Shell-0"))
        ((org.dflib.jjava.jupyter.channels.Loop) thread).doNext(() -> {
            throw new AssertionError("provoked");
        });
"""
ENDED = "The thread that answers requests has ended (AssertionError: provoked)"


async def answered(client, code: str) -> Ran:
    return await asyncio.wait_for(run_cell(client, code), timeout=20)


async def ended(kernel: Kernel) -> None:
    limit = time.monotonic() + SECONDS_UNTIL_IT_IS_TOLD
    while await kernel.manager.is_alive():
        assert time.monotonic() < limit
        await asyncio.sleep(0.2)


async def answered_at_once(client) -> None:
    """Within a second; the kernel may wait for a processor longer than that, but not each time."""
    seconds = []
    while not seconds or (min(seconds) > SECONDS_TO_ANSWER and len(seconds) < 5):
        started = time.monotonic()
        after = await answered(client, "20 + 22")
        seconds.append(time.monotonic() - started)
        assert (after.result, after.trouble) == ("42", [])
    assert min(seconds) < SECONDS_TO_ANSWER


def test_whatever_cannot_be_described_is_told_and_the_next_cell_is_answered(tmp_path):
    async def run() -> None:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            assert (await answered(client, THINGS)).trouble == []
            for code, text in {**CANNOT_BE_SHOWN, **DESCRIBED}.items():
                ran = await answered(client, code)
                assert (ran.status, ran.trouble, ran.result) == ("ok", [], text), code
                await answered_at_once(client)
            for code, text in ERRORS.items():
                ran = await answered(client, code)
                assert ran.status == "error", code
                assert [text in told for told in ran.trouble] == [True], (code, ran.trouble)
                await answered_at_once(client)
            for code in NOTHING:
                ran = await answered(client, code)
                assert (ran.status, ran.trouble, ran.result) == ("ok", [], ""), code
            ran = await answered(client, "new Object[] {first}")
            assert ran.status == "ok" and ran.trouble == []
            await answered_at_once(client)
            client.stop_channels()
        assert (tmp_path / "kernel.log").read_text("utf-8") == ""

    asyncio.run(run())


def test_java_stays_java_prints_arrive_and_errors_are_told_in_words(tmp_path):
    async def run() -> None:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            for code, text in MAGICS.items():
                ran = await answered(client, code)
                assert (ran.status, ran.trouble, ran.result) == ("ok", [], text), code
            for code, words in INCOMPLETE.items():
                assert (await answered(client, code)).trouble == [f"IncompleteCell: {words}"], code
            for code, lines in PRINTS.items():
                ran = await answered(client, code)
                errors = sum(text.count("e\n") for text in ran.trouble)
                assert ran.printed.count("\n") + errors == lines, code
            heard: list[dict] = []
            await client.execute_interactive(ORDER, output_hook=heard.append)
            kinds = ["stream", "display_data", "stream", "execute_result"]
            assert [each["msg_type"] for each in heard if each["msg_type"] in kinds] == kinds
            full = await answered(client, FULL)
            assert re.search(
                r"Java's memory is full: this kernel may take [\d,]+ MB \(Java heap space\)\. "
                r"Most is held by the variable kept \(\d{3} MB\)\. To free it, set what is not "
                r"needed any more to null \(kept = null;\)\. A restart of the kernel frees all",
                full.trouble[0],
            ), full.trouble
            assert (await answered(client, "kept = null;\nnew int[50_000_000].length")).result
            client.stop_channels()
        assert (tmp_path / "kernel.log").read_text("utf-8") == ""

    asyncio.run(run())


def test_what_waits_for_a_failed_or_stopped_cell_is_aborted(tmp_path):
    async def statuses(client, *cells: str, **options: bool) -> list[str]:
        asked = [client.execute(cell, **options) for cell in cells]
        replies = {}
        while len(replies) < len(asked):
            reply = await client.get_shell_msg(timeout=20)
            replies[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
        return [replies[each] for each in asked]

    async def run() -> None:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            fail = 'throw new RuntimeException("x");'
            assert await statuses(client, "1", fail, "2", "3") == ["ok", "error", *["aborted"] * 2]
            assert await statuses(client, "1", "int x = no;", "2") == ["ok", "error", "aborted"]
            assert await statuses(client, fail, "2", stop_on_error=False) == ["error", "ok"]
            # Whoever waits for each answer, such as `./lab run`, goes on as before.
            assert [(await statuses(client, each))[0] for each in (fail, "2")] == ["error", "ok"]
            asyncio.get_running_loop().call_later(
                1, lambda: asyncio.ensure_future(kernel.manager.interrupt_kernel())
            )
            wait = "while (!Thread.currentThread().isInterrupted()) { }"
            assert await statuses(client, wait, "2", "3") == ["error", "aborted", "aborted"]
            ran = await answered(client, "2 + 3")
            assert (ran.result, ran.trouble) == ("5", [])
            client.stop_channels()

    asyncio.run(run())


def test_a_kernel_that_could_answer_no_more_ends_itself(tmp_path):
    async def run() -> str:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            assert (await answered(client, END_THE_SHELL)).status == "ok"
            await ended(kernel)
            client.stop_channels()
            return await kernel.death()

    told = asyncio.run(run())
    assert told.startswith("The Java kernel could answer no more and ended itself.")
    assert ENDED in told
    assert told.endswith("Restart it and run the cells again.")


def test_the_run_says_that_nothing_answers_and_goes_on_with_the_next_notebook(lab, notebook):
    started = time.monotonic()
    dying = notebook("dying", END_THE_SHELL, "1 + 1")
    ended = lab("run", "--quick", dying, notebook("after", "1 + 1"))
    assert time.monotonic() - started < SECONDS_UNTIL_IT_IS_TOLD
    assert ended.code == 1
    assert "dying failed in code cell 2: 1 + 1" in ended.output
    assert ended.output.count(ENDED) == 1, ended.output
    assert "[2/2] after took " in ended.output
    assert "Not all cells ran: dying failed, see above." in ended.output


@posix_only
def test_a_process_that_is_stopped_is_ended_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "SECONDS_OF_SILENCE", 3)

    async def run() -> str:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            client.execute("Thread.sleep(600_000);")
            os.kill(kernel.manager.provisioner.pid, signal.SIGSTOP)
            await ended(kernel)
            client.stop_channels()
            return await kernel.death()

    assert asyncio.run(run()) == "The Java kernel has not answered for 3 s and was ended."


def test_a_long_cell_is_not_taken_for_silence(tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "SECONDS_OF_SILENCE", 2)

    async def run() -> Ran:
        async with Kernel(THIS.notebooks, tmp_path / "kernel.log") as kernel:
            client, _ = await kernel.connect()
            busy = "long end = System.nanoTime() + 5_000_000_000L; while (System.nanoTime() < end);"
            ran = await answered(client, busy)
            client.stop_channels()
            return ran

    assert asyncio.run(run()).status == "ok"


def graded(folder: Path, *cells: str) -> dict:
    (folder / "notebook").mkdir()
    return asyncio.run(worker.run_notebook(list(cells), Limits(), folder))


def test_a_value_that_cannot_be_described_costs_no_other_answer(tmp_path):
    result = graded(tmp_path, THINGS, "int squared = 7 * 7;\nfirst", "squared")
    assert result["problems"] == []
    assert result["outputs"][2][0]["data"]["text/plain"] == "49"


def test_the_grader_says_that_nothing_answers(tmp_path):
    result = graded(tmp_path, "int squared = 7 * 7;", END_THE_SHELL, "squared", "squared")
    told = "the kernel could answer no more and ended itself"
    assert result["problems"] == [[2, told, True]]
    assert result["outputs"][3][0]["evalue"] == f"not run: {told} in an earlier cell"
