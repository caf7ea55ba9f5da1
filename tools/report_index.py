"""The index of the reports: a page with a card for each."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import files
from tools.console import clock


@dataclass(frozen=True)
class Entry:
    """What the index tells about one report."""

    name: str
    title: str
    summary: str
    seconds: float | None
    banner: str
    date: str
    failed: bool


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DigitLab reports</title>
<style>
:root {{ color-scheme: light dark; --ink: #1c2733; --soft: #55616e; --card: #fff; --page: #f3f5f8;
  --line: #d5dbe3; --accent: #1f4f8f; --caps: #8a5200; --bad: #b3261e; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e8edf3; --soft: #a9b4c0; --card: #1d2630;
  --page: #12181f; --line: #33404d; --accent: #8ab8f5; --caps: #f2b25c; --bad: #ff9d95; }} }}
body {{ background: var(--page); color: var(--ink); margin: 0;
  font: 1rem/1.5 system-ui, sans-serif; }}
main {{ margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; }}
ul {{ display: grid; gap: 1rem; list-style: none; margin: 0; padding: 0;
  grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); }}
li {{ background: var(--card); border: 1px solid var(--line);
  border-radius: 0.6rem; padding: 1rem; }}
h2 {{ font-size: 1.1rem; margin: 0 0 0.4rem; }}
a {{ color: var(--accent); }}
p {{ margin: 0 0 0.6rem; }}
.facts {{ color: var(--soft); font-size: 0.875rem; margin: 0; }}
.caps {{ color: var(--caps); font-size: 0.875rem; }}
.failed {{ color: var(--bad); font-weight: 600; }}
</style>
</head>
<body>
<main>
<h1>DigitLab reports</h1>
<ul>
{cards}
</ul>
</main>
</body>
</html>
"""


def write_index(entry: Entry, reports: Path) -> None:
    """Adds an entry to the index, which lists every report that is there."""
    memory = reports / "index.json"
    known = json.loads(memory.read_text("utf-8")) if memory.is_file() else {}
    known[entry.name] = asdict(entry)
    known = {name: known[name] for name in sorted(known) if (reports / f"{name}.html").is_file()}
    files.write(memory, json.dumps(known, indent=1) + "\n")
    cards = "\n".join(card(Entry(**fields)) for fields in known.values())
    files.write(reports / "index.html", PAGE.format(cards=cards))


def card(entry: Entry) -> str:
    text = html.escape
    parts = [f'<h2><a href="{text(entry.name)}.html">{text(entry.title)}</a></h2>']
    if entry.failed:
        parts.append('<p class="failed">Stopped at an error</p>')
    if entry.summary:
        parts.append(f"<p>{text(entry.summary)}</p>")
    if entry.banner:
        parts.append(f'<p class="caps">{text(entry.banner.partition(". ")[0])}</p>')
    ran = f"Ran in {clock(entry.seconds)} · " if entry.seconds else ""
    parts.append(f'<p class="facts">{ran}{text(entry.date)}</p>')
    return "<li>" + "".join(parts) + "</li>"
