"""Every figure called published has a source, and every method its paper.

The rule. A notebook that repeats a study says in its first cell who published it: authors and
title as they stand in the library's list of studies, and plainly where no author is stated. Beside
a table of published figures a line is printed that names the source. Another notebook that speaks
of what was published names one of these sources or the page that names them all.
A method that has a paper, such as Adam, has it in the last cell of each notebook that names the
method, under the heading "Sources", beside the study's own source.
"""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests import shown_markdown
from tools.common.places import THIS
from tools.execution import notebooks

STUDIES = THIS.root / "lib/src/main/java/digitlab/study/Studies.java"
PAGE = THIS.root / "docs/studies.md"
THE_MAP = "00"  # it only tells what the other notebooks are about

METHODS = {
    "Adam": (r"\bAdam\b", r"Kingma.*2015"),
    "backpropagation": (r"(?i)\bbackpropagation\b", r"Rumelhart.*1986"),
    "batch normalisation": (r"(?i)batch.?normali[sz]", r"Ioffe.*2015"),
    "calibration": (r"(?i)calibrat", r"Guo.*2017"),
    "dropout": (r"(?i)dropout", r"Srivastava.*2014"),
    "early stopping": (r"(?i)early.?stopping", r"Prechelt.*1998"),
    "exact interval": (r"exact 95 % interval", r"Clopper.*1934"),
    "expected calibration error": (r"expected calibration error", r"Naeini.*2015"),
    "Glorot initialisation": (r"Glorot|XAVIER", r"Glorot.*2010"),
    "Holm's correction": (r"\bHolm\b", r"Holm.*1979"),
    "im2col": (r"im2col", r"Chellapilla.*2006"),
    "LeNet-5": (r"(?i)lenet", r"LeCun.*Haffner.*1998"),
    "McNemar's test": (r"(?i)mcnemar", r"McNemar.*1947.*Dietterich.*1998"),
    "MNIST": (r"Mnist\.load", r"LeCun, C\. Cortes.*Burges"),
    "reliability diagram": (r"(?i)reliability.?diagram", r"Niculescu-Mizil.*2005"),
    "Student's t distribution": (r"Student's", r"Student.*1908"),
    "Welch's test": (r"\bWelch\b", r"Welch.*1947"),
}


@dataclass(frozen=True)
class Study:
    """A study as the library lists it."""

    notebook: str
    authors: str
    title: str
    medium: str
    accuracy: str

    @property
    def citation(self) -> str:
        return ", ".join(part for part in (self.authors, self.title, self.medium) if part)


@dataclass(frozen=True)
class Notebook:
    """What the rule looks at in a notebook."""

    number: str
    opening: str
    prose: str
    code: str
    sources: str


def studies(java: str) -> list[Study]:
    """The studies of the library, read from its source."""
    joined = re.sub(r'"\s*\+\s*"', "", java)
    sources = {
        name: [text.replace('\\"', '"') for text in re.findall(r'"((?:[^"\\]|\\.)*)"', arguments)]
        for name, arguments in re.findall(r"Source (\w+) =\s*new Source\((.*?)\);", joined, re.S)
    }
    found = []
    for listed in re.split(r"(?=new Study\(|fiveEpochs\()", joined):
        if number := re.match(r'\w+(?: \w+)?\(\s*"(\d\d)"', listed):
            authors, title, medium, _ = sources[re.search(r"\b[A-Z_]{4,}\b", listed)[0]]
            accuracy = re.findall(r"\d\.\d+", listed)[-1]
            found.append(Study(number[1], authors, title, medium, accuracy))
    return found


def read(path: Path) -> Notebook:
    cells = nbformat.read(path, as_version=4).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    *before, last = prose
    listed = shown_markdown.parsed(last).find().get_text() == "Sources"
    told = "\n".join(before if listed else prose)
    return Notebook(path.name[:2], prose[0], told, "\n".join(code), last if listed else "")


def plain(text: str) -> str:
    """Without marks of quotation and emphasis, which prose and list may set differently."""
    return " ".join(re.sub(r'["*]', "", text).split())


def unnamed_studies(notebook: Notebook, known: list[Study]) -> list[str]:
    """What a notebook leaves out of the sources that it should name."""
    own = [study for study in known if study.notebook == notebook.number]
    if not own:
        speaks = re.search(r"(?i)\bpublished\b", notebook.prose + notebook.code)
        named = any(plain(study.title) in plain(notebook.prose) for study in known)
        return (
            ["who published it"] if speaks and not named and PAGE.name not in notebook.prose else []
        )
    opening, sources = plain(notebook.opening), plain(notebook.sources)
    missing = []
    for study in own:
        nobody = "" if study.authors else "not stated"
        parts = [plain(part) for part in (study.authors, study.title, nobody)]
        missing += [f"{part} in the first cell" for part in parts if part not in opening]
        if plain(study.citation) not in sources:
            missing.append(f"{study.citation} under Sources")
    if "published.accuracy()" in notebook.code and "published.source()" not in notebook.code:
        missing.append("published.source() beside the published figures")
    return missing


def missing_papers(notebook: Notebook) -> list[str]:
    """The methods that a notebook names without their paper.

    What is named in a link to another notebook is used there.
    """
    told = "\n".join([*shown_markdown.prose(notebook.prose, "a"), notebook.code])
    return [
        method
        for method, (name, paper) in METHODS.items()
        if re.search(name, told) and not re.search(paper, notebook.sources)
    ]


def missing_on_the_page(page: str, known: list[Study]) -> list[str]:
    """The studies that have no row with their source and their accuracy."""
    rows = [plain(line) for line in page.splitlines() if line.startswith("|")]
    return [
        study.notebook
        for study in known
        if not any(
            row.startswith(f"| {study.notebook} |")
            and study.accuracy in row
            and all(plain(part) in row for part in (study.authors, study.title, study.medium))
            for row in rows
        )
    ]


@pytest.fixture(scope="module")
def known() -> list[Study]:
    return studies(STUDIES.read_text("utf-8"))


@pytest.fixture(params=notebooks.all_notebooks(THIS), ids=lambda path: path.stem)
def notebook(request) -> Notebook:
    return read(request.param)


def test_the_library_lists_seven_studies(known):
    assert [study.notebook for study in known] == ["03", "04", "05", "07", "08", "09", "10"]
    assert all(study.title and study.medium for study in known)
    assert all(study.authors or "not stated" in study.medium for study in known)


def test_what_is_published_has_a_source(notebook, known):
    assert unnamed_studies(notebook, known) == []


def test_every_method_has_its_paper(notebook):
    assert notebook.number == THE_MAP or missing_papers(notebook) == []


def test_the_page_of_the_studies_names_all_sources(known):
    assert missing_on_the_page(PAGE.read_text("utf-8"), known) == []


def test_reports_print_the_source_beside_the_figures(known, quick_run):
    ended, reports = quick_run
    assert ended.code == 0, ended.output
    pages = {
        page.name[:2]: html.unescape(page.read_text("utf-8")) for page in reports.glob("*.html")
    }
    for study in known:
        assert f"repeated in notebook {study.notebook}; published: {study.citation}" in pages["10"]
        if study.notebook > "06":
            assert f"Published: {study.citation}" in pages[study.notebook]


# --- the rule itself ------------------------------------------------------------------------------

JAVA = """
  private static final Source POST =
      new Source("", "\\"A CNN\\"", "a blog post" + " (author not stated)", "");
  private static final Source BOOK =
      new Source("A. Turing", "\\"A book\\"", "Princeton", "its prose says 0.5");
  private static final List<Study> ALL =
      List.of(
          fiveEpochs("03", "one", POST, Double.NaN, 0.9864),
          new Study(
              "09", Architectures.named("two"), BOOK, 5, 128, 1, 0.2, Double.NaN, 0.97));
  private static Study fiveEpochs(String notebook) { return new Study(notebook, 5); }
"""

POST = Study("03", "", '"A CNN"', "a blog post (author not stated)", "0.9864")
BOOK = Study("09", "A. Turing", '"A book"', "Princeton", "0.97")

RIGHT = Notebook(
    "09",
    "A published study: A. Turing, *A book*.",
    "A published study: A. Turing, *A book*. Adam learns; see [LeNet-5](05-lenet5.ipynb).",
    "show(published.accuracy()); show(published.source());",
    "## Sources\n\n- A. Turing, *A book*, Princeton.\n- D. P. Kingma, J. Ba, *Adam*, 2015.",
)


def test_studies_are_read_from_java():
    assert studies(JAVA) == [POST, BOOK]


def test_a_notebook_that_names_its_sources_passes():
    assert unnamed_studies(RIGHT, [POST, BOOK]) == []
    assert missing_papers(RIGHT) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"opening": "A published study of *A book*."}, "A. Turing in the first cell"),
        ({"opening": "A published study by A. Turing."}, "A book in the first cell"),
        ({"sources": ""}, 'A. Turing, "A book", Princeton under Sources'),
        (
            {"code": "show(published.accuracy());"},
            "published.source() beside the published figures",
        ),
    ],
)
def test_a_removed_source_is_found(changed, told):
    assert unnamed_studies(dataclasses.replace(RIGHT, **changed), [POST, BOOK]) == [told]


def test_an_author_who_is_not_stated_must_be_called_so():
    silent = dataclasses.replace(RIGHT, number="03", opening="*A CNN*", sources=POST.citation)
    assert unnamed_studies(silent, [POST]) == ["not stated in the first cell"]


@pytest.mark.parametrize("said", ["What others have published.", 'create("Published and ours")'])
def test_a_published_figure_of_nobody_is_found(said):
    other = Notebook("06", "", said, "", "")
    assert unnamed_studies(other, [POST, BOOK]) == ["who published it"]
    for named in ('"A CNN"', "`docs/studies.md`"):
        right = dataclasses.replace(other, prose=f"{said} {named}")
        assert unnamed_studies(right, [POST, BOOK]) == []


@pytest.mark.parametrize("where", ["prose", "code"])
@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("updater(Adam.builder())", "Adam"),
        ("new BatchNormalization.Builder()", "batch normalisation"),
        ("Batch normalisation holds them", "batch normalisation"),
        ("Calibration.of(probabilities)", "calibration"),
        ("new DropoutLayer(0.8)", "dropout"),
        ("earlyStopping(10)", "early stopping"),
        ("weightInit(WeightInit.XAVIER_UNIFORM)", "Glorot initialisation"),
        ("corrected after Holm", "Holm's correction"),
        ("Architectures::lenet5", "LeNet-5"),
        ("spread.mcNemar(seed)", "McNemar's test"),
        ("Mnist.load()", "MNIST"),
        ("**Welch's t-test** asks", "Welch's test"),
    ],
)
def test_a_method_without_its_paper_is_found(where, said, method):
    assert missing_papers(
        Notebook("07", "", **{"prose": "", "code": "", where: said}, sources="")
    ) == [method]


@pytest.mark.parametrize("number", ["03", "07", "09", "12"])
def test_a_line_taken_out_of_the_sources_is_found(number, known):
    path = next(path for path in notebooks.all_notebooks(THIS) if path.name.startswith(number))
    right = read(path)
    lines = [line for line in right.sources.splitlines() if line.startswith("- ")]
    assert lines
    for line in lines:
        less = dataclasses.replace(right, sources=right.sources.replace(line, ""))
        assert unnamed_studies(less, known) + missing_papers(less), line


def test_a_study_taken_off_the_page_is_found(known):
    page = PAGE.read_text("utf-8")
    for study in known:
        row = next(line for line in page.splitlines() if line.startswith(f"| {study.notebook} |"))
        assert missing_on_the_page(page.replace(row, ""), known) == [study.notebook]
        wrong = row.replace(study.accuracy, "0.9")
        assert missing_on_the_page(page.replace(row, wrong), known) == [study.notebook]
