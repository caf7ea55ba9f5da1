"""What a report shows of a notebook: the template asks it for each piece, clean and rewritten."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from nbconvert.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from tools.common import streams
from tools.reports import (
    about_notebook,
    drawings,
    formulas,
    markdown,
    pictures,
    sanitise,
    terminal,
)
from tools.reports.rewriter import HtmlRewriter, Outline, start_tag

STYLES = Path(__file__).resolve().parent / "template" / "report"

FITS_A_PHONE = 40
COLUMNS = re.compile(r"\S {2,}\S|\t|[|│]")

FACTS = (
    *("Run", "Took", "Java", "Deeplearning4j", "Native backend", "Fast path", "Threads"),
    *("Processor", "Operating system", "Seed", "Data (SHA-256)", "Commit", "Library"),
)
"""Their order; a notebook that was saved has them in that of the alphabet."""

NEVER_SHOWN = {
    "application/javascript": "JavaScript output",
    "application/vnd.jupyter.widget-view+json": "widget",
}
SHOWN = {
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
}


class MakePage(Preprocessor):
    """Puts the page among nbconvert's resources, where the template finds it."""

    def preprocess(self, nb, resources):
        resources["page"] = Page(nb, resources["metadata"])
        return nb, resources


class Page:
    """One report in the making.

    `metadata` is what nbconvert knows of the file: name, path (its folder), modified_date.
    """

    def __init__(self, notebook, metadata: Mapping) -> None:
        self.notebook = notebook
        self.name = str(metadata.get("name") or "Notebook")
        self.folder = Path(metadata["path"]) if metadata.get("path") else None
        self.saved = str(metadata.get("modified_date") or "")
        title, _ = about_notebook.title_and_summary(notebook.cells, "")
        self.has_title, self.title = bool(title), title or self.name
        self.recorded = about_notebook.recorded(notebook)
        self.outline = Outline(level=0 if self.has_title else 1)
        self.removed = sanitise.Removed()
        self.formulas = formulas.Formulas()
        self.faults = self.formulas.faults
        self.outputs = 0
        self.lexer = _lexer(notebook.metadata.get("language_info", {}))
        self.formatter = HtmlFormatter(nowrap=True)
        self.removed.unsafe.update(_dropped(notebook))
        for cell in notebook.cells:
            if cell.get("outputs"):
                cell.outputs = streams.merged(cell.outputs)

    # --- pieces -----------------------------------------------------------------------------------

    def prose(self, cell) -> str:
        """A cell of Markdown."""
        rendered = markdown.render(cell.source, self.formulas)
        return self._rewritten(rendered, cell.get("attachments", {}))

    def markdown(self, text: str) -> str:
        """Markdown in an output."""
        return self._output(markdown.render(text, self.formulas))

    def html(self, text: str) -> str:
        """HTML or a drawing (SVG) in an output."""
        return self._output(text)

    def latex(self, text: str) -> str:
        """A formula in an output, or words with formulas."""
        return self._output(formulas.latex(text, self.formulas))

    def picture(self, output, kind: str) -> str:
        """A picture that is an output by itself."""
        of_kind = output.metadata.get(kind)
        told = {**output.metadata, **(of_kind if isinstance(of_kind, Mapping) else {})}
        alt = str(told.get("alt") or output.data.get("text/plain") or "")
        if not alt or "object at 0x" in alt or re.match(r"BufferedImage@", alt):
            alt = "Picture without a description"
        source = pictures.data_address(kind, str(output.data[kind]))
        if not source:
            self.removed.unsafe[f"output that claims to be {kind}"] += 1
            return '<p class="left-out">[Picture left out]</p>'
        size = {key: str(told[key]) for key in ("width", "height") if str(told.get(key)).isdigit()}
        return start_tag("img", {"src": source, "alt": alt} | size)

    def code(self, source: str) -> str:
        return highlight(source, self.lexer, self.formatter)

    def text(self, printed: str) -> str:
        """What was printed, as a terminal shows it."""
        return terminal.html(printed)

    def traceback(self, output) -> str:
        lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
        return "\n".join(map(str, lines))

    def is_aligned(self, printed: str) -> bool:
        """Whether it stands in columns, so that its lines must not be broken."""
        return any(
            len(line) > FITS_A_PHONE and COLUMNS.search(line) for line in printed.splitlines()
        )

    def is_folded(self, cell) -> bool:
        """Whether the code is only shown when it is asked for."""
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
        return bool(hidden) or "hide-input" in cell.metadata.get("tags", [])

    # --- around them ------------------------------------------------------------------------------

    def style(self, name: str) -> str:
        return (STYLES / name).read_text("utf-8")

    @property
    def contents(self) -> list:
        """The headings of the second and third level."""
        return [heading for heading in self.outline.headings if 2 <= heading.level <= 3]

    @property
    def banner(self) -> str:
        return str(self.recorded.get("banner") or "")

    @property
    def failed(self) -> bool:
        return bool(self.recorded.get("failed"))

    @property
    def facts(self) -> dict[str, str]:
        """What is known of the run: what was noted, else what the file itself tells."""
        noted = self.recorded.get("facts")
        if isinstance(noted, Mapping) and noted:
            labels = sorted(noted, key=lambda label: (*FACTS, label).index(label))
            return {str(label): str(noted[label]) for label in labels}
        language = self.notebook.metadata.get("language_info", {})
        words = (str(language.get("name", "")).capitalize(), str(language.get("version", "")))
        known = {"Kernel": " ".join(filter(None, words)), "File saved": self.saved}
        return {label: value for label, value in known.items() if value}

    @property
    def is_recorded(self) -> bool:
        return bool(self.recorded.get("facts"))

    @property
    def removals(self) -> str:
        """What was taken out, as a phrase: 2 × event handler, 1 × element <script>."""
        return _counted(self.removed.unsafe)

    @property
    def notes(self) -> list[str]:
        """What is not shown as it was written, each said once."""
        looks = self.removed.looks
        return list(dict.fromkeys(self.faults)) + ([f"Without effect here: {_counted(looks)}."] if looks else [])

    @property
    def warnings(self) -> list[str]:
        unsafe = [f"Left out as unsafe: {self.removals}"] if self.removed.unsafe else []
        return self.notes + unsafe

    def linked(self, body: str) -> str:
        """The cells as they were written out, with links that lead to what they mean."""
        return self.outline.linked(body, self.formulas.numbers, self.faults)

    def _output(self, foreign: str) -> str:
        self.outputs += 1
        return self._rewritten(foreign, output=f"output-{self.outputs}-")

    def _rewritten(self, foreign: str, attachments=None, output: str = "") -> str:
        def picture(source: str) -> str:
            inside = pictures.embedded(source, self.folder, attachments or {})
            if not inside:
                self.removed.unsafe["picture that is not in the notebook or its folder"] += 1
            return inside

        clean = sanitise.clean(drawings.with_own_styles(foreign), self.removed)
        return HtmlRewriter(self.outline, picture, output).rewrite(clean)


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in sorted(found.items()))


def _lexer(language: Mapping):
    for name in (language.get("pygments_lexer"), language.get("name"), "java"):
        try:
            return get_lexer_by_name(str(name), stripnl=False)
        except ClassNotFound:
            continue
    return TextLexer()


def _dropped(notebook) -> Counter[str]:
    """Takes out what would need a script to be seen, and tells what that was."""
    found: Counter[str] = Counter()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                found += _dropped_of(output.data)
    if notebook.metadata.pop("widgets", None):
        found["state of widgets"] += 1
    return found


def _dropped_of(data: dict) -> Counter[str]:
    told = [what for kind, what in NEVER_SHOWN.items() if data.pop(kind, None) is not None]
    if not SHOWN.intersection(data):
        told = told or [f"output of the kind {kind}" for kind in data]
        data.clear()
        data["text/plain"] = f"[Left out: {', '.join(told) or 'an empty output'}]"
    return Counter(told)
