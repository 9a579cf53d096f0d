package io.bytetrail.collector.report;

import java.util.Locale;

/** Lines of at most {@link #WIDTH} columns, as they are added. */
final class Page {
  static final int WIDTH = 110;

  final Style style;
  private final StringBuilder text = new StringBuilder();

  Page(Style style) {
    this.style = style;
  }

  void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }

  void blank() {
    text.append('\n');
  }

  /** A labelled paragraph, its further lines indented to where the first one's text begins. */
  void paragraph(String label, String words) {
    String indent = " ".repeat(label.length());
    StringBuilder current = new StringBuilder(label);
    for (String word : words.split(" ", -1)) {
      if (current.length() + word.length() >= WIDTH && current.length() > indent.length()) {
        line("%s", current);
        current.setLength(0);
        current.append(indent);
      }
      current.append(word).append(' ');
    }
    line("%s", current);
  }

  /** {@code 1 pass}, {@code 12 passes}. */
  static String count(long count, String what) {
    String plural = what.endsWith("s") ? "es" : "s";
    return Units.count(count) + " " + what + (count == 1 ? "" : plural);
  }

  /** {@code K}, {@code A} or {@code M}. */
  static String mark(EvidenceKind evidence) {
    return evidence.name().substring(0, 1);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
