"""The figures of `./lab bench`: from times of rounds to rows, and from rows to CSV, HTML, Markdown.

Peers, to which ratios are taken, are Keras and PyTorch in all their variants. Best is compared with
best: each system in the variant and with the number of threads that suit it.
"""

from __future__ import annotations

import base64
import csv
import html
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tools.common import files

OURS, OURS_PORTABLE = "digitlab", "digitlab-portable"
FAMILIES = {
    "digitlab": (OURS,),
    "digitlab, portable engine": (OURS_PORTABLE,),
    "Keras": ("keras", "keras-jit"),
    "PyTorch": ("pytorch", "pytorch-channels-last", "pytorch-compile"),
    "DJL": ("djl",),
    "Deeplearning4j with helpers": ("dl4j-helpers",),
    "Deeplearning4j as shipped": ("dl4j-stock",),
}
OWN = (OURS, OURS_PORTABLE)
PEERS = FAMILIES["Keras"] + FAMILIES["PyTorch"]
BATCH_SIZE = 32

ENGINES = {"compiled": "oneDNN", "compiled (portable)": "portable"}
"""The engine that computes the lab's steps, by the way in which they are taken."""

GOAL_NETWORK = "lenet5"
"""The network that every system trains until it is good."""

LARGEST_DEVIATION = 1e-2
"""A system whose loss at step 1 or 20 is further from ours trains something else."""

LARGEST_DEVIATION_WITH_DROPOUT = 0.1
"""With dropout each system draws its own masks, so the losses can only be alike."""

COLUMNS = (
    "network",
    "system",
    "engine",
    "threads",
    "ms_per_step",
    "images_per_second",
    "ratio_to_fastest_peer",
    "ratio_min",
    "ratio_max",
    "ratio_to_onednn",
    "quiet_one_thread_ms",
    "slowest_round_ms",
    "slowest_to_quiet",
    "seconds_to_98",
    "steps_to_98",
    "last_accuracy",
    "loss_1",
    "loss_20",
    "ranked",
    "rss_mb",
    "first_step_s",
    "way",
    "threads_used",
    "rounds",
    "discarded",
    "disturbed",
    "note",
)
Row = dict[str, str]
MARKS = ("<!-- {}: begin -->", "<!-- {}: end -->")


@dataclass(frozen=True)
class Ended:
    """A training that went on until the network was good, or was stopped before that."""

    seconds: float
    steps: int
    accuracy: float
    reached: bool


@dataclass
class Measurement:
    """What one system gave on one network with so many threads."""

    network: str
    system: str
    threads: int
    dropout: bool = False
    round_ms: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    first_step_s: float | None = None
    rss_mb: float | None = None
    way: str = ""
    threads_used: int | None = None
    remark: str = ""
    fault: str = ""
    discarded: int = 0
    disturbed: int = 0
    quiet_ms: float | None = None
    """Of the same system with one thread, before cores were kept busy."""
    ended: Ended | None = None

    @property
    def engine(self) -> str:
        return ENGINES.get(self.way, "")

    @property
    def ms(self) -> float:
        return median(self.round_ms)

    def trains_like(self, other: Measurement) -> bool:
        """Whether the first and the last compared loss are those of the other."""
        most = LARGEST_DEVIATION_WITH_DROPOUT if self.dropout else LARGEST_DEVIATION
        pairs = ((self.losses[0], other.losses[0]), (self.losses[-1], other.losses[-1]))
        return all(abs(mine - theirs) <= most for mine, theirs in pairs)


def rows(measurements: Iterable[Measurement]) -> list[Row]:
    """The table, network by network; ratios of a round compare times of that round."""
    networks: dict[str, list[Measurement]] = {}
    for measurement in measurements:
        networks.setdefault(measurement.network, []).append(measurement)
    return [row for ones in networks.values() for row in _network_rows(ones)]


def _network_rows(measurements: list[Measurement]) -> list[Row]:
    started = [one for one in measurements if one.losses]
    reference = next((one for one in started if one.system == OURS), None)
    reference = reference or next(iter(started), None)
    ranked = [
        one for one in started if one.round_ms and not one.fault and one.trains_like(reference)
    ]
    peers = [one for one in ranked if one.system in PEERS]
    fastest = min(peers, key=lambda peer: peer.ms, default=None)
    with_onednn = [one for one in ranked if one.system == OURS and one.engine == "oneDNN"]
    onednn = min(with_onednn, key=lambda one: one.ms, default=None)
    return [_row(one, one in ranked, fastest, onednn) for one in measurements]


def _row(
    one: Measurement, ranked: bool, fastest: Measurement | None, onednn: Measurement | None
) -> Row:
    result = {
        "network": one.network,
        "system": one.system,
        "engine": one.engine,
        "threads": str(one.threads),
        "ranked": "yes" if ranked else "no",
        "way": one.way,
        "threads_used": _number(one.threads_used, 0),
        "rounds": str(len(one.round_ms)),
        "rss_mb": _number(one.rss_mb, 0),
        "first_step_s": _number(one.first_step_s, 2),
        "discarded": str(one.discarded),
        "disturbed": str(one.disturbed),
        "quiet_one_thread_ms": _number(one.quiet_ms, 3),
        "note": one.fault or one.remark,
    }
    if one.round_ms:
        result["ms_per_step"] = _number(one.ms, 3)
        result["images_per_second"] = _number(BATCH_SIZE / one.ms * 1000, 0)
        result["slowest_round_ms"] = _number(max(one.round_ms), 3)
        if one.quiet_ms:
            result["slowest_to_quiet"] = _number(max(one.round_ms) / one.quiet_ms, 2)
    if one.ended:
        seconds = _number(one.ended.seconds, 1)
        result["seconds_to_98"] = seconds if one.ended.reached else f"over {seconds} (stopped)"
        result["steps_to_98"] = str(one.ended.steps)
        result["last_accuracy"] = _number(one.ended.accuracy, 4)
    if ranked and onednn and one.engine == "portable":
        result["ratio_to_onednn"] = _number(one.ms / onednn.ms, 3)
    if one.losses:
        result["loss_1"], result["loss_20"] = (_number(one.losses[i], 6) for i in (0, -1))
    if ranked and fastest:
        # strict: the running round may not have come to every system yet
        pairs = zip(one.round_ms, fastest.round_ms, strict=False)
        ratios = [mine / theirs for mine, theirs in pairs]
        result["ratio_to_fastest_peer"] = _number(one.ms / fastest.ms, 3)
        result["ratio_min"] = _number(min(ratios), 3)
        result["ratio_max"] = _number(max(ratios), 3)
    elif not ranked and one.losses and not one.fault and one.round_ms:
        result["note"] = "its losses are not those of the others: not ranked"
    return {column: result.get(column, "") for column in COLUMNS}


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


# --- files ----------------------------------------------------------------------------------------


def write_csv(file: Path, table: Sequence[Row]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]) if table else COLUMNS)
    writer.writeheader()
    writer.writerows(table)
    files.write(file, text.getvalue())


def read_csv(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def best(table: Sequence[Row], network: str, family: str) -> Row | None:
    """The fastest ranked row of a family of systems on a network."""
    ones = [
        row
        for row in table
        if row["network"] == network
        and row["system"] in FAMILIES[family]
        and row["ranked"] == "yes"
        and row["ms_per_step"]
    ]
    return min(ones, key=lambda row: float(row["ms_per_step"]), default=None)


def networks_of(table: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["network"] for row in table))


def families_of(table: Sequence[Row]) -> list[str]:
    systems = {row["system"] for row in table}
    return [family for family, members in FAMILIES.items() if systems & set(members)]


def best_against_best(table: Sequence[Row]) -> list[list[str]]:
    """The short table, with its heading: ms per step of each family, and our ratio."""
    families = families_of(table)
    headings = [family + _fewer_rounds(table, family) for family in families]
    lines = [["network", *headings, "ratio to the fastest peer"]]
    for network in networks_of(table):
        cells = [_cell(best(table, network, family)) for family in families]
        lines.append([network, *cells, _ratio(best(table, network, "digitlab"))])
    return lines


def _fewer_rounds(table: Sequence[Row], family: str) -> str:
    """In how many rounds a family took part, if others took part in more."""

    def rounds(rows: Iterable[Row]) -> int:
        return max((int(row["rounds"]) for row in rows if row["ranked"] == "yes"), default=0)

    own = rounds(row for row in table if row["system"] in FAMILIES[family])
    if own in (0, rounds(table)):
        return ""
    return f" ({own} {'round' if own == 1 else 'rounds'})"


def _ratio(row: Row | None) -> str:
    if not row or not row["ratio_to_fastest_peer"]:
        return "–"
    return "{:.2f} ({:.2f}…{:.2f})".format(
        *(float(row[key]) for key in ("ratio_to_fastest_peer", "ratio_min", "ratio_max"))
    )


def engines(table: Sequence[Row]) -> list[list[str]]:
    """Our own two engines side by side, and what the portable one is to the fastest peer."""
    lines = [["network", "oneDNN", "portable", "portable to oneDNN", "portable to fastest peer"]]
    for network in networks_of(table):
        onednn, portable = (
            best(table, network, family) for family in ("digitlab", "digitlab, portable engine")
        )
        if portable and portable["ratio_to_onednn"]:
            ratio = f"{float(portable['ratio_to_onednn']):.2f}"
            lines.append([network, _cell(onednn), _cell(portable), ratio, _ratio(portable)])
    return lines


def time_to_98(table: Sequence[Row]) -> list[list[str]]:
    """Until LeNet-5 classifies 98 % of the test images rightly, system by system."""
    lines = [["system", "threads", "seconds", "steps", "test accuracy then"]]
    for row in table:
        if row["steps_to_98"]:
            values = ("system", "threads", "seconds_to_98", "steps_to_98", "last_accuracy")
            lines.append([row[value] for value in values])
    return lines


def slowest_rounds(table: Sequence[Row]) -> list[list[str]]:
    """On a busy machine: the slowest round of each of our rows and of each other family's best."""
    lines = [["network", "system", "threads", "one thread, quiet", "slowest round", "ratio"]]
    for network in networks_of(table):
        ones = [row for row in table if row["network"] == network and row["system"] in OWN]
        bests = (best(table, network, family) for family in families_of(table))
        ones += [row for row in bests if row and row["system"] not in OWN]
        for row in ones:
            if row["slowest_to_quiet"]:
                figures = ("quiet_one_thread_ms", "slowest_round_ms", "slowest_to_quiet")
                cells = [f"{float(row[figure]):.2f}" for figure in figures]
                lines.append([network, row["system"], row["threads"], *cells])
    return lines


def over_threads(table: Sequence[Row]) -> list[dict[str, str]]:
    """For the chart: each family's fastest variant with each number of threads.

    Only of networks that were measured with several numbers of threads.
    """
    points = []
    for network in networks_of(table):
        ones = [row for row in table if row["network"] == network]
        numbers = sorted({int(row["threads"]) for row in ones})
        if len(numbers) > 1:
            for family in families_of(table):
                for threads in numbers:
                    there = [row for row in ones if row["threads"] == str(threads)]
                    row = best(there, network, family)
                    if row:
                        points.append(
                            {
                                "network": network,
                                "system": family,
                                "threads": str(threads),
                                "ms": row["ms_per_step"],
                            }
                        )
    return points


def _cell(row: Row | None) -> str:
    if row is None:
        return "–"
    threads = "1 thread" if row["threads"] == "1" else f"{row['threads']} threads"
    variant = f"{row['system']}, " if row["system"] in PEERS else ""
    return f"{float(row['ms_per_step']):.2f} ({variant}{threads})"


def start_and_memory(table: Sequence[Row]) -> list[list[str]]:
    """Per system, over all networks: the longest way to a first step and the highest memory."""
    lines = [["system", "first step after (s), median", "highest peak memory (MB)"]]
    for system in dict.fromkeys(row["system"] for row in table):
        ones = [row for row in table if row["system"] == system]
        seconds = [float(row["first_step_s"]) for row in ones if row["first_step_s"]]
        megabytes = [float(row["rss_mb"]) for row in ones if row["rss_mb"]]
        lines.append(
            [
                system,
                f"{median(seconds):.1f}" if seconds else "–",
                f"{max(megabytes):.0f}" if megabytes else "–",
            ]
        )
    return lines


def markdown(paragraphs: Sequence[str], tables: Mapping[str, list[list[str]]]) -> str:
    """A report's sentences and short tables, as they come into docs/performance.md."""
    parts = [paragraph for paragraph in paragraphs if paragraph]
    for heading, lines in tables.items():
        rule = ["---"] + ["--:"] * (len(lines[0]) - 1)
        parts.append(f"{heading}:")
        parts.append(
            "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])
        )
    return "\n\n".join(parts)


def put_into(document: Path, written: Path) -> None:
    """Replaces what stands between a report's marks in a document by what the report has written.

    The marks have the name of the report: `<!-- bench-busy: begin -->` for bench-busy.md.
    """
    begin, end = (mark.format(written.stem) for mark in MARKS)
    text = document.read_text("utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{document} has no place for {written.name}: {begin} … {end}")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    files.write(document, f"{before}{begin}\n{written.read_text('utf-8').strip()}\n{end}{after}")


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }}
.wide {{ overflow-x: auto; }}
img {{ max-width: 100%; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #ccc; padding: 0.3rem 0.6rem; text-align: right; }}
.warning {{ border-left: 0.3rem solid #d55e00; padding-left: 0.7rem; }}
th:first-child, td:first-child {{ text-align: left; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(
    title: str,
    warning: str,
    sentences: str,
    pictures: Mapping[str, Path],
    tables: Mapping[str, list[list[str]]],
) -> str:
    """A page on its own: what was done, the pictures by their descriptions, the tables."""
    parts = [f'<p class="warning"><strong>{html.escape(warning)}</strong></p>'] if warning else []
    parts.append(f"<p>{html.escape(sentences)}</p>")
    for description, png in pictures.items():
        if png.is_file():
            data = base64.b64encode(png.read_bytes()).decode()
            parts.append(
                f'<p class="wide"><img alt="{html.escape(description)}" '
                f'src="data:image/png;base64,{data}"></p>'
            )
    for heading, lines in tables.items():
        parts.append(f"<h2>{html.escape(heading)}</h2>")
        parts.append('<div class="wide"><table>')
        for number, line in enumerate(lines):
            tag = "td" if number else "th"
            cells = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in line)
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table></div>")
    return PAGE.format(title=html.escape(title), body="\n".join(parts))


if __name__ == "__main__":
    put_into(Path(sys.argv[2]), Path(sys.argv[1]))
