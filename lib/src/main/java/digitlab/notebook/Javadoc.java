package digitlab.notebook;

import j2html.TagCreator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Javadoc comment, as people read it. */
final class Javadoc {
  private static final Pattern BLOCK_TAGS = Pattern.compile("(?m)^\\s*@(?=[a-z])");
  private static final Pattern WITH_NAME =
      Pattern.compile("(?:param|throws|exception)\\s+(\\S+)\\s*(.*)", Pattern.DOTALL);
  private static final Pattern RETURN = Pattern.compile("return\\s+(.*)", Pattern.DOTALL);
  private static final Pattern INLINE_TAG =
      Pattern.compile("\\{@(\\w+)\\s*((?:[^{}]|\\{[^{}]*\\})*)\\}");
  private static final Pattern LINK =
      Pattern.compile("([\\w.#]+(?:\\([^)]*\\))?)\\s*(.*)", Pattern.DOTALL);

  private Javadoc() {}

  /** The comment without its asterisks, as JShell gives it. */
  static View of(String comment) {
    String html = html(comment);
    return new View(html, text(html));
  }

  private static String html(String comment) {
    String[] parts = BLOCK_TAGS.split(comment);
    StringBuilder html = new StringBuilder("<p>").append(inline(parts[0].strip())).append("</p>");
    for (int i = 1; i < parts.length; i++) {
      html.append(block(inline(parts[i].strip())));
    }
    return html.toString();
  }

  /** What a method takes, gives and throws; who wrote it and when is left out. */
  private static String block(String tag) {
    var named = WITH_NAME.matcher(tag);
    if (named.matches()) {
      return "<p><b>%s</b>: %s</p>"
          .formatted(TagCreator.text(named.group(1)).render(), named.group(2));
    }
    var returned = RETURN.matcher(tag);
    return returned.matches() ? "<p><b>returns</b>: %s</p>".formatted(returned.group(1)) : "";
  }

  private static String inline(String text) {
    return INLINE_TAG.matcher(text).replaceAll(tag -> Matcher.quoteReplacement(inline(tag)));
  }

  private static String inline(MatchResult tag) {
    String content = tag.group(2);
    return switch (tag.group(1)) {
      case "code", "snippet", "value" -> code(content);
      case "link", "linkplain" -> link(content);
      case "literal" -> TagCreator.text(content).render();
      case "inheritDoc" -> "";
      default -> content;
    };
  }

  private static String link(String content) {
    var link = LINK.matcher(content.strip());
    if (!link.matches() || !link.group(2).isEmpty()) {
      return link.matches() ? link.group(2) : content;
    }
    String target = JavaText.withoutPackages(link.group(1)).replace('#', '.');
    return code(target.startsWith(".") ? target.substring(1) : target);
  }

  private static String code(String content) {
    return TagCreator.code(content).render();
  }

  private static String text(String html) {
    return html.replaceAll("\\s+", " ")
        .replaceAll("\\s*<(?:p|pre|/pre|table|tr|dl|dt|ul|ol)\\b[^>]*>\\s*", "\n")
        .replaceAll("\\s*<li\\b[^>]*>\\s*", "\n- ")
        .replaceAll("<[^>]+>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("\n{2,}", "\n")
        .strip();
  }
}
