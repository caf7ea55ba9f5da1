"""Cells and outputs for small notebooks, as the tests of reports write them."""

from __future__ import annotations

import nbformat

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
KINDS = {
    "html": "text/html",
    "latex": "text/latex",
    "markdown": "text/markdown",
    "plain": "text/plain",
    "png": "image/png",
    "svg": "image/svg+xml",
}


def text(markdown: str, **more):
    return nbformat.v4.new_markdown_cell(markdown, **more)


def code(source: str, *outputs, **metadata):
    return nbformat.v4.new_code_cell(
        source, outputs=list(outputs), execution_count=3, metadata=metadata
    )


def shown(**data: str):
    return nbformat.v4.new_output("display_data", {KINDS[kind]: data[kind] for kind in data})


def printed(words: str, name: str = "stdout"):
    return nbformat.v4.new_output("stream", name=name, text=words)
