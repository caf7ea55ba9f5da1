"""What charts say to those who cannot see them: the same last values as the tables show."""

import re

import bs4
import pytest

HISTORY = "Training history"
OF_A_HISTORY = [
    "03-max-pooling",
    "04-average-pooling",
    "05-lenet5",
    "07-batch-normalisation",
    "08-wide-and-dropout",
    "10-five-predictions",
]
LONGEST_ALT = 600


@pytest.fixture(scope="module")
def pages(quick_run) -> dict[str, bs4.BeautifulSoup]:
    _, reports = quick_run
    paths = sorted(reports.glob("[0-9]*.html"))
    return {path.stem: bs4.BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in paths}


def cells(row) -> list[str]:
    return [cell.get_text().strip() for cell in row.find_all(["th", "td"])]


def rows(table) -> list[dict[str, str]]:
    """The rows of a table by the names of its columns, without the line for those left out."""
    names, *lines = (cells(row) for row in table.find_all("tr"))
    return [dict(zip(names, line, strict=True)) for line in lines if len(line) == len(names) != 1]


def named(page, caption: str):
    tables = [t for t in page.find_all("table") if t.caption and caption in t.caption.get_text()]
    assert tables, f"no table {caption!r}"
    return tables[0]


def alts(page) -> list[str]:
    return [image.get("alt", "") for image in page.find_all("img")]


@pytest.mark.parametrize("name", OF_A_HISTORY)
def test_curves_end_where_the_history_does(name, pages):
    last = rows(named(pages[name], HISTORY))[-1]
    told = alts(pages[name])
    for measure in ("loss", "accuracy"):
        training = f"{last[measure]} at {last['epoch']}"
        validation = f"validation: {last['val_' + measure]} at {last['epoch']}"
        # The curves of the training itself come first, then the chart in a cell of its own,
        # unless that is one of several panels.
        live = [alt for alt in told if alt.startswith(f"Chart: {measure.capitalize()}. ")]
        own = [alt for alt in told if alt.startswith("Chart: ") and f": {measure}. " in alt]
        assert live and (own or name.startswith("10-")), told
        for alt in live[:1] + own[:1]:
            assert training in alt and validation in alt, (last, alt)


def test_curves_side_by_side_end_where_the_comparison_does(pages):
    page = pages["06-compare"]
    [losses] = [alt for alt in alts(page) if alt.startswith("Chart: Loss on the training set.")]
    [accuracies] = [alt for alt in alts(page) if alt.startswith("Chart: Accuracy on the test set.")]
    compared = rows(named(page, "Comparison"))
    assert len(compared) == 3
    for row in compared:
        assert f"{row['network']}: {row['final loss']} at 1" in losses
        assert f"{row['network']}: {row['test accuracy']} at 1" in accuracies


def test_confusion_matrices_have_their_counts_and_tell_how_many_are_right(pages):
    page = pages["06-compare"]
    matrices = [f for f in page.find_all("figure") if "predicted digit" in f.img["alt"]]
    assert len(matrices) == 3
    for matrix in matrices:
        counts = rows(matrix.table)
        right = sum(int(row[str(digit)]) for digit, row in enumerate(counts))
        assert f"{right} of 1,000 images right" in matrix.img["alt"]
        assert sum(int(row[str(digit)]) for row in counts for digit in range(10)) == 1_000


def test_every_chart_has_its_data_and_ends_where_they_do(pages):
    compared = 0
    for name, page in pages.items():
        for figure in page.find_all("figure"):
            alt = figure.img["alt"]
            is_chart = alt.startswith("Chart: ") or re.match(r"(One|\d+) charts?", alt)
            explains = " speaks most for " in alt or " speaks most against " in alt
            assert bool(figure.details) == bool(is_chart or explains), (name, alt)
            for table in figure.find_all("table"):
                compared += ends_are_told(name, table, alt)
    assert compared > 50


def ends_are_told(name: str, table, alt: str) -> int:
    """Checks, for each line of the table that is told by its points, the last of them."""
    checked = 0
    lines = rows(table)
    place, *measures = lines[0]
    for measure in measures:
        told = re.search(rf"(?:\. |; ){re.escape(measure)}: ([^;]*)", alt)
        known = [row for row in lines if row[measure]]
        if told and " at " in told[1]:
            whole = re.sub(r"\.0+$", "", known[-1][place])
            end = f"{known[-1][measure]} at {whole}"
            assert end in told[1], (name, alt, end)
            checked += 1
    return checked


def test_panels_have_a_table_each(pages):
    [panels] = [
        figure
        for figure in pages["10-five-predictions"].find_all("figure")
        if figure.img["alt"].startswith("7 charts")
    ]
    assert len(panels.find_all("table")) == 7
    for table in panels.find_all("table"):
        assert f"{table.caption.get_text().strip()}: training " in panels.img["alt"]


def test_descriptions_are_there_and_short_enough_to_be_listened_to(pages):
    for name, page in pages.items():
        for alt in alts(page):
            assert 0 < len(alt) <= LONGEST_ALT, (name, alt)
            assert not re.search(r"NaN|null|Infinity|@[0-9a-f]{6}", alt), (name, alt)
