"""What was printed, in reports: whole, in its order, as JupyterLab shows it."""

import nbformat
import pytest

from tests.small_notebooks import code, printed, shown
from tools.reports import index_page, terminal

PROGRESS = "".join(f"\rEpoch 1: {percent:3}%" for percent in range(0, 101, 2)) + "\n"


def texts(page) -> list[str]:
    return [part.get_text() for part in page.main.find_all("pre", class_="printed")]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (PROGRESS, "Epoch 1: 100%\n"),
        ("0/5\r1/5\r5/5", "5/5"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("abc\b\b\bxyz", "xyz"),
        ("abcdef\rxy", "xycdef"),
        ("Epoch 10\r\x1b[KEpoch 9", "Epoch 9"),
        ("bell\x07 nul\x00 del\x7f c1\x85", "bell nul del c1"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ text", "link text"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b[?25lhidden \x1b[2K\x1b[1Gcleared\x1b[3A", "hidden cleared"),
        ("\x1b(Bcharacter set \x1b7\x1b=and\x1b8", "character set and"),
        ("unfinished \x1b[", "unfinished "),
        ("unfinished \x1b]8;;x\nnext", "unfinished \nnext"),
        ("a\tb < c & d", "a\tb < c & d"),
    ],
)
def test_control_characters_have_their_effect_and_are_not_shown(words, seen):
    assert terminal.plain(words) == seen


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("\x1b[32mgreen\x1b[0m", '<span class="ansi-green-fg">green</span>'),
        (
            "\x1b[31mred\nstill\x1b[m",
            '<span class="ansi-red-fg">red</span>\n<span class="ansi-red-fg">still</span>',
        ),
        (
            "\x1b[38;2;1;2;3mown\x1b[39m ink",
            '<span style="color: rgb(1,2,3)">own</span> ink',
        ),
        ("\x1b[1mbold\x1b[22m not", '<span class="ansi-bold">bold</span> not'),
        ("\x1b[31m9%\r\x1b[32m100%\x1b[0m", '<span class="ansi-green-fg">100%</span>'),
        ("<b>\x1b[31m&", '&lt;b&gt;<span class="ansi-red-fg">&amp;</span>'),
    ],
)
def test_colours_stay(words, html):
    assert terminal.html(words) == html


@pytest.mark.parametrize(
    "output",
    [
        printed(PROGRESS + "\x07end"),
        shown(plain=PROGRESS + "\x07end"),
        nbformat.v4.new_output("error", traceback=[PROGRESS + "\x07end"]),
    ],
)
def test_saved_text_is_cleaned_whatever_output_it_is_in(report, output):
    assert texts(report(code("x", output))) == ["Epoch 1: 100%\nend"]


def test_pieces_of_what_was_printed_are_one_text_in_their_order(report):
    page = report(
        code(
            "x",
            *(printed(f"{number} ") for number in range(3)),
            printed("careful", "stderr"),
            printed("3 "),
            shown(plain="a value"),
            printed("4"),
        )
    )
    assert texts(page) == ["0 1 2 ", "careful", "3 ", "a value", "4"]


@pytest.mark.parametrize(("count", "ink"), [(30_000, ""), (3_000, "\x1b[32m")])
def test_all_lines_that_were_printed_are_in_the_report(report, count, ink):
    lines = [f"{ink}line {number}\n" for number in range(count)]
    in_pieces = [printed("".join(lines[start : start + 100])) for start in range(0, count, 100)]
    (seen,) = texts(report(code("x", *in_pieces)))
    assert seen.splitlines() == [f"line {number}" for number in range(count)]


def test_the_headline_of_the_index_is_free_of_control_characters():
    cell = code("x", printed("0%\r\x1b[32m98.7 % of \x07all\x1b[0m.\n"), tags=["headline"])
    entry = index_page.entry(nbformat.v4.new_notebook(cells=[cell]), "x")
    assert entry.headline == "98.7 % of all."
