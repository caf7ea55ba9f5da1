"""Foreign HTML made harmless: only what is on the list stays, and what goes is told.

A notebook comes from anyone, so its Markdown, its outputs and its pictures are not to be trusted.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3


def _words(text: str) -> set[str]:
    return set(text.split())


TEXT = _words(
    """a abbr b bdi bdo blockquote br center cite code data dd del details dfn div dl dt em
    figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre progress q rp rt ruby s samp
    section small span strong sub summary sup time u ul var wbr caption col colgroup table
    tbody td tfoot th thead tr"""
)
MATHML = _words(
    """math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom
    mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr
    munder munderover none semantics"""
)
SVG = _words(
    """svg circle clipPath defs desc ellipse g line linearGradient marker path pattern polygon
    polyline radialGradient rect stop symbol text title tspan use"""
)
TAGS = TEXT | MATHML | SVG
WITH_CONTENT = _words("script style template noscript iframe object textarea select")

OF_ALL = _words("class dir id lang style title")
ALIGNED = _words("caption div h1 h2 h3 h4 h5 h6 hr img p table tbody td tfoot th thead tr")
OF_TEXT = {
    "a": {"href", "name"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "details": {"open"},
    "font": {"color", "size"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "progress": {"aria-label", "max", "value"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
OF_MATHML = _words(
    """accent accentunder columnalign columnlines columnspacing columnspan depth display
    displaystyle fence form frame height largeop linethickness lspace mathbackground mathcolor
    mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing
    rowspan rspace scriptlevel separator stretchy symmetric voffset width xmlns"""
)
OF_SVG = _words(
    """aria-describedby aria-label aria-labelledby clip-path clip-rule clipPathUnits cx cy d dominant-baseline dx dy fill
    fill-opacity fill-rule font-family font-size font-style font-weight fx fy
    gradientTransform gradientUnits height href marker-end marker-mid marker-start
    markerHeight markerUnits markerWidth offset opacity orient patternTransform patternUnits
    points preserveAspectRatio r refX refY rotate rx ry spreadMethod stop-color stop-opacity
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor transform version viewBox width x x1 x2 xmlns y y1
    y2"""
)
ATTRIBUTES = (
    {"*": OF_ALL}
    | {tag: OF_TEXT.get(tag, set()) | {"align"} for tag in ALIGNED}
    | {tag: names | ({"align"} if tag in ALIGNED else set()) for tag, names in OF_TEXT.items()}
    | dict.fromkeys(MATHML, OF_MATHML)
    | {tag: OF_SVG | OF_TEXT.get(tag, set()) for tag in SVG}
)

# Nothing that could cover the page, or scroll inside our own scrolling.
STYLES = _words(
    """background background-color border border-bottom border-collapse border-color border-left
    border-radius border-right border-spacing border-style border-top border-width color
    cursor display fill flex-wrap font-family font-size font-style font-variant-numeric font-weight
    gap height justify-items letter-spacing line-height list-style-type margin margin-bottom margin-left
    margin-right margin-top max-height max-width min-height min-width opacity padding
    padding-bottom padding-left padding-right padding-top stroke stroke-width text-align
    text-decoration text-indent vertical-align white-space width word-break"""
) | _words(
    """clip-path clip-rule dominant-baseline fill-opacity fill-rule font-stretch font-variant
    marker-end marker-mid marker-start stop-color stop-opacity stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    text-anchor"""
)
SCHEMES = {"http", "https", "mailto"}

CLASSES = re.compile(
    r"(?:ansi|language|digitlab|math-core|menclose)-[\w-]+|highlight|[a-z]{1,2}\d?"
    r"|alert(?:-(?:block|info|success|warning|danger))?"
)
"""Classes of code, formulas and notes; any other could borrow the look of the page itself."""
NOT_MISSED = _words("mathjax_ignore overflow overflow-x overflow-y tex2jax_ignore")
"""Classes and styles whose work a report does by itself: it has no MathJax, and scrolls tables."""
LOOKS = _words("background bgcolor border cellpadding cellspacing face valign")
"""Attributes of older pages that make something look as it will not look in a report."""

ELSEWHERE = re.compile(r"url\((?!\s*[\"']?#)|image|\\|expression|@", re.IGNORECASE)
"""What leads out of a style or a drawing."""
ADDRESSES = {"href", "src", "xlink:href", "action", "formaction", "srcset", "data", "poster"}
HARMFUL = re.compile(r"^(?:(?!https?:|mailto:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)


@dataclass
class Removed:
    """What was taken out: for safety, and what only changes how something looks."""

    unsafe: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)


def clean(html: str, removed: Removed | None = None) -> str:
    """The harmless part of this HTML, well formed; adds to `removed` what was taken out."""
    if removed is not None:
        inventory = Inventory(removed)
        with contextlib.suppress(AssertionError):  # of a declaration that older Pythons reject
            inventory.feed(html)
            inventory.close()
    return _CLEANER.clean(html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that is on the list; None takes it away."""
    if name == "class":
        return " ".join(word for word in value.split() if CLASSES.fullmatch(word)) or None
    if tag == "a" and name == "href":
        return None if HARMFUL.match(_without_space(value)) else value
    if name == "href":  # of a part of a drawing: to another part
        return value if value.startswith("#") else None
    draws = tag in SVG and name not in ("aria-label", "id", "title")
    if (name == "style" or draws) and ELSEWHERE.search(value):
        return None
    return value


def _without_space(address: str) -> str:
    """As browsers read an address: they skip white space and control characters."""
    return re.sub(r"[\s\x00-\x1f]", "", address)


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=WITH_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    # The source of a picture is looked at afterwards, by what embeds it.
    url_schemes={*SCHEMES, "data", "attachment"},
    filter_style_properties=STYLES,
)


class Inventory(HTMLParser):
    """Notes what is not on the list: only to tell it, the cleaning does not rely on it."""

    KNOWN = {tag.lower() for tag in TAGS} | {"html", "head", "body"}
    PARTS_OF_DRAWINGS = {tag.lower() for tag in SVG}
    """Their classes are for their own style sheet, or for nothing."""

    def __init__(self, found: Removed) -> None:
        super().__init__()
        self.unsafe, self.looks = found.unsafe, found.looks

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in self.KNOWN:
            self.unsafe[f"element <{tag[:20]}>"] += 1
        for name, value in attributes:
            if name.startswith("on"):
                self.unsafe["event handler"] += 1
            elif name in ADDRESSES and tag != "img" and HARMFUL.match(_without_space(value or "")):
                self.unsafe["harmful link"] += 1
            elif name == "style" and ELSEWHERE.search(value or ""):
                self.unsafe["style that loads something"] += 1
            elif tag in self.KNOWN and not (name == "class" and tag in self.PARTS_OF_DRAWINGS):
                self.looks.update(_unshown(name, value or ""))


def _unshown(name: str, value: str) -> Iterator[str]:
    """Which part of an attribute makes a difference in JupyterLab, but none in a report."""
    if name == "class":
        unknown = (word for word in value.split() if not CLASSES.fullmatch(word))
        yield from (f"class {word[:40]}" for word in unknown if word not in NOT_MISSED)
    elif name == "style":
        properties = (part.partition(":")[0].strip().lower() for part in value.split(";"))
        known = {"", *STYLES, *NOT_MISSED}
        yield from (f"style {each[:40]}" for each in properties if each not in known)
    elif name in LOOKS:
        yield f"attribute {name}"
