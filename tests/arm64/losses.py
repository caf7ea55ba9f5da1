"""The first losses of every network on two processors: how far apart, and how far they may be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

EARLY = 5
"""Steps in which no network drifts yet."""

CLOSE = 1e-5
"""Relative difference of an early loss that another order of the same sums explains: what
SameNumbersTest allows an engine beside Deeplearning4j on one processor."""

LATER = 1e-4
"""The same within all steps: Adam hands small differences on, and makes them no smaller."""

DRIFTED = 2e-3
"""The same where a network makes large differences of small ones: where two pixels of a pooling
window, or a ReLU's input and zero, are all but equal, rounding decides where the gradient goes.
What SameNumbersTest allows these networks."""

NOISE = 1e-1
"""Of the batch-normalised network: a bias before a normalisation has a gradient that is rounding
noise, and Adam makes full steps of it. Deeplearning4j itself is 4e-2 from its results in 64 bits,
oneDNN 3e-2."""

LIMITS = {
    "max-pooling": (CLOSE, DRIFTED),
    "five-predictions": (CLOSE, DRIFTED),
    "batch-normalised": (LATER, NOISE),
}
"""Of the early steps and of all, where they are not CLOSE and LATER."""


@dataclass(frozen=True)
class Training:
    """The first steps of one network; bits are sums over those of all parameters, also before."""

    network: str
    way: str
    threads: int
    losses: tuple[float, ...]
    bits: tuple[int, ...]

    @staticmethod
    def of(line: str) -> Training:
        facts = json.loads(line)
        return Training(**{**facts, "losses": tuple(facts["losses"]), "bits": tuple(facts["bits"])})


def difference(one: Training, other: Training, steps: int) -> float:
    """The largest relative difference of a loss within the first steps."""
    pairs = list(zip(one.losses, other.losses, strict=True))
    return max(abs(a - b) / abs(b) for a, b in pairs[:steps])


def too_far(there: Training, here: Training) -> list[str]:
    """A sentence for each difference that rounding does not explain."""
    found = []
    limits = LIMITS.get(here.network, (CLOSE, LATER))
    for steps, limit in zip((EARLY, len(here.losses)), limits, strict=True):
        seen = difference(there, here, steps)
        if not seen <= limit:  # a loss that is no number is too far as well
            found.append(
                f"{here.network}: the losses of the first {steps} steps differ by {seen:.1e} of "
                f"their size between ARM64 and x86-64; rounding explains {limit:.0e}."
            )
    return found


def other_bits(trainings: Sequence[Training]) -> list[str]:
    """A sentence for each training whose bits are not those of the network's first training."""
    found = []
    firsts = {training.network: training for training in reversed(trainings)}
    for training in trainings:
        first = firsts[training.network]
        pairs = zip(first.bits, training.bits, strict=False)  # some take fewer steps
        differ = [step for step, (a, b) in enumerate(pairs) if a != b]
        if differ:
            found.append(
                f"{training.network}: after step {differ[0]} the bits with threads: "
                f"{training.threads} are not those with threads: {first.threads}."
            )
    return found


def table(
    oneDNN: Sequence[Training], portable: Sequence[Training], arm: Sequence[Training]
) -> list[str]:
    """Rows of Markdown, a network each."""
    shown = (1, 10, 20)
    rows = [
        "| network | step | x86-64, oneDNN | x86-64, portable | ARM64, portable "
        "| oneDNN and portable differ until then by | ARM64 and x86-64, portable, by |",
        "|---|---|---|---|---|---|---|",
    ]
    for a, b, c in zip(oneDNN, portable, arm, strict=True):
        for step in shown:
            first = step == shown[0]
            cells = [
                a.network if first else "",
                step,
                *(f"{training.losses[step - 1]:.7f}" for training in (a, b, c)),
                f"{difference(a, b, step):.0e}",
                f"{difference(c, b, step):.0e}",
            ]
            rows.append("| " + " | ".join(map(str, cells)) + " |")
    return rows
