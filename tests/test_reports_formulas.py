"""Formulas in reports: drawn whole, or shown as they were typed and told at the end."""

import pytest

from tests.small_notebooks import code, shown, text
from tools.reports.formulas import Formulas


def rows(page) -> list[str]:
    """Each line of the tables in formulas, without white space."""
    return ["".join(row.get_text().split()) for row in page.main.find_all("mtr")]


def formulas(page) -> list[str]:
    return ["".join(formula.get_text().split()) for formula in page.main.find_all("math")]


@pytest.mark.parametrize(
    ("tex", "lines"),
    [
        (r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$", ["a=b", "c=d"]),
        (r"\begin{gather} a = b \\ c = d \end{gather}", ["a=b(1)", "c=d(2)"]),
        (r"\begin{align*} a &= b \\[2pt] &= d \\ \end{align*}", ["a=b", "=d"]),
        (r"$$E = mc^2 \label{eq:e}$$", ["E=mc2(1)"]),
        (
            r"$$\begin{aligned} a &= b \\ c &= d \end{aligned} \tag{7}$$",
            ["a=bc=d(7)", "a=b", "c=d"],
        ),
        (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", None),
        (r"$$a = b \\ c = d$$", ["a=b", "c=d"]),
        (r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}", ["a=b(1)", "c=d(2)"]),
        (r"$$f = \begin{cases} 1 & x \le 0 \\ 0 & \text{else} \end {cases}$$", ["1x≤0", "0else"]),
        (
            r"$$\begin{gathered} 1 \text{ if $x_{1}$, else} \\ 0 \end{gathered}$$",
            ["1ifx1,else", "0"],
        ),
        (r"$\sum_{\substack{i<n\\ j<m}} a$", ["i<n", "j<m"]),
        (r"$$\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4 \end{array}$$", ["12", "34"]),
    ],
)
def test_each_line_of_a_formula_is_a_line(report, tex, lines):
    page = report(text(f"Words.\n\n{tex}"))
    assert rows(page) == (lines or ["a=b=c(1)", "a=b", "=c"])
    assert report.warnings == []


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [
        (r"\operatorname*{argmax}_c p_c", "argmaxc\N{FUNCTION APPLICATION}pc"),
        (r"x \not= y", "x≠y"),
        (r"A \not\subset B", "A⊄B"),
        (r"\mathbb{R}, \mathds{1}, \mathbf{w}", "ℝ,𝟙,𝐰"),
        (r"a < b &lt; c", "a<b<c"),
        (r"\$5, 10\%, a \& b", "$5,10%,a&b"),
        (r"\mathrm{val\_loss} = 1{,}024", "val_loss=1,024"),
        (r"\DeclareMathOperator*{\best}{arg\,best} \best_x", "arg\N{THIN SPACE}bestx"),
    ],
)
def test_signs_are_drawn_as_what_they_mean(report, tex, drawn):
    found = formulas(report(text(f"Here ${tex}$.")))
    assert [formula.replace("\N{THIN SPACE}", "") for formula in found] == [
        drawn.replace("\N{THIN SPACE}", "")
    ]
    assert report.warnings == []


def test_a_command_that_is_defined_once_holds_in_later_cells(report):
    page = report(
        text(r"$$\newcommand{\R}{\mathbb{Q}} x \in \R$$ then $\R$"),
        text(r"$\R$ and $\def\half#1{\frac{#1}{2}} \half{y}$"),
        code("x", shown(latex=r"$\half{z}$")),
    )
    assert formulas(page) == ["x∈ℚ", "ℚ", "ℚ", "y2", "z2"]
    assert report.warnings == []


@pytest.mark.parametrize(
    "definition",
    [
        r"\newcommand{\vect}[2]{\begin{pmatrix}#1\\#2\end{pmatrix}}",
        r"\def\vect#1#2{\begin{pmatrix}#1\\#2\end{pmatrix}} \require{ams}",
        r"\newcommand{\vect}[2]{x} \renewcommand\vect[2]{\begin{pmatrix}#1 \\ #2\end{pmatrix}}",
        r"\newcommand{\vect}[2]{\begin{pmatrix}#1\\#2\end{pmatrix}} x = 1 \\ y = 2",
    ],
)
def test_a_definition_draws_nothing_and_holds_from_then_on(report, definition):
    page = report(text(f"$${definition}$$"), text(r"$\vect{1}{2}$"))
    assert formulas(page)[-1] == "(12)"
    assert rows(page) == ["x=1", "y=2", "1", "2"] if "x = 1" in definition else ["1", "2"]
    assert report.warnings == []


def test_a_reference_has_the_number_of_its_formula_and_leads_there(report):
    page = report(
        text(r"By \eqref{eq:later} and $\eqref{eq:first}$:"),
        text(r"$$a \label{eq:first}$$"),
        text(r"\begin{align} b &= c \label{eq:later} \\ d &= e \nonumber \end{align}"),
    )
    links = page.main.find_all("a")
    assert [link.get_text() for link in links] == ["(2)", "(1)"]
    assert [page.find(id=link["href"][1:]).get_text() for link in links] == ["(2)", "(1)"]
    assert report.warnings == []


def test_a_norm_in_a_table_divides_no_cells(report):
    page = report(
        text("| $|x|$ | `a|b` | c |\n|---|---|---|\n| $\\|x\\|$ | 2 | $|y|$ |"),
        text("$|w|$ | d\n--|--\n3 | 4"),
        text("| $5 | $6 |\n|---|---|\n| a | b |"),
    )
    cells = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page("tr")]
    assert cells == [
        ["|x|", "a|b", "c"],
        ["‖x‖", "2", "|y|"],
        ["|w|", "d"],
        ["3", "4"],
        ["$5", "$6"],
        ["a", "b"],
    ]


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\left( x", r'Expected closing token "\right", but reached end of input'),
        (r"\SI{3}{\second}", r'Unknown command "\SI"'),
        (r"a & b", 'Found "&", which may only appear in a table-like environment'),
        (r"x_1_2", "Duplicate subscript or superscript"),
        (r"\begin{tikzpicture}\end{tikzpicture}", 'Unknown environment "tikzpicture"'),
        (r"\newcommand{\again}{\again}\again", "expansion"),
    ],
)
def test_a_formula_that_cannot_be_drawn_is_shown_as_typed_and_told(report, tex, why):
    page = report(text(f"Wrong: ${tex}$."))
    assert page.main.find("code").get_text() == tex
    (told,) = [note.get_text() for note in page.footer.find_all("li")]
    assert told.startswith(f"The formula {tex} is shown as it was typed: ") and why in told
    assert report.warnings == [f"small: {told}"]


@pytest.mark.parametrize(
    ("drawn", "complaint"),
    [
        (r"<mi>\foo</mi>", r"\foo is not known"),
        ("<mi>a</mi><mi>&amp;</mi>", "& has no meaning there"),
        ("<mi>$</mi>", "$ has no meaning there"),
        ("<mi>a</mi><mi>b</mi>", r"\\ has no meaning there"),
    ],
)
def test_what_the_converter_leaves_over_is_noticed(drawn, complaint):
    class Careless:
        def convert_with_global_state(self, tex, *, displaystyle):
            return f"<math>{drawn}</math>"

    known = Formulas()
    known._converter = Careless()
    lost_row = r"\begin{x}a \\ b\end{x}"
    assert known.html(lost_row, block=False) == f"<code>{lost_row}</code>"
    assert known.faults == [f"The formula {lost_row} is shown as it was typed: {complaint}."]


# --- outputs of the type text/latex ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("latex", "words", "blocks"),
    [
        ("The value is $x_1$ and $y_2$.", "The value is x1 and y2.", [None, None]),
        (r"It costs \$5: \(a\), then \[b\]", "It costs $5: a, then b", [None, "block"]),
        (r"\begin{align}a&=b\\c&=d\end{align}", "a=b(1)c=d(2)", ["block"]),
        (r"$\displaystyle \frac{a}{b}$", "ab", ["block"]),
        (r"\frac{a}{b}", "ab", ["block"]),
        ("Only words, 50\\% of them", "Only words, 50% of them", []),
    ],
)
def test_a_latex_output_is_words_with_formulas(report, latex, words, blocks):
    page = report(code("x", shown(latex=latex, plain="v")))
    output = page.main.find(class_="shown")
    assert " ".join(output.get_text().split()) == words
    assert [formula.get("display") for formula in output.find_all("math")] == blocks
    assert report.warnings == []


def test_latex_of_a_whole_document_is_shown_as_it_was_given_and_told(report):
    page = report(code("x", shown(latex=r"\textbf{Note} that $x$")))
    assert page.main.find(class_="shown").code.get_text().strip() == r"\textbf{Note} that"
    assert report.warnings == [r"small: The LaTeX \textbf{Note} that is shown as it was given."]
