package digitlab.notebook;

import static j2html.TagCreator.div;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;

import java.util.Locale;

/**
 * What is shown of a training that runs.
 *
 * @param line where it stands, in words
 * @param done the share that is done, 0…1
 * @param curves its curves; none before the first were drawn
 */
record LiveView(String line, double done, View curves) {
  static final LiveView EMPTY = new LiveView("", 0, new View("", ""));

  LiveView with(String newLine, double newDone) {
    return new LiveView(newLine, newDone, curves);
  }

  LiveView with(View newCurves) {
    return new LiveView(line, done, newCurves);
  }

  View view() {
    String html =
        div(
                tag("progress")
                    .attr("max", "1")
                    .attr("value", String.format(Locale.ROOT, "%.4f", done))
                    .attr("aria-label", "training progress")
                    .withStyle("width: 16em; margin-right: 1em"),
                // Digits of even width, so that the line keeps its width.
                span(line).withStyle("font-variant-numeric: tabular-nums"),
                rawHtml(curves.html()))
            .render();
    return new View(html, curves.text().isEmpty() ? line : line + "\n" + curves.text());
  }
}
