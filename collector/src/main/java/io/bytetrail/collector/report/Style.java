package io.bytetrail.collector.report;

/** Colour, or none. The text says the same without it. */
enum Style {
  PLAIN {
    @Override
    String paint(String code, String text) {
      return text;
    }
  },
  ANSI {
    @Override
    String paint(String code, String text) {
      return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  };

  abstract String paint(String code, String text);

  String bold(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String dma(String text) {
    return paint("36", text);
  }

  String copy(String text) {
    return paint("33", text);
  }

  String reference(String text) {
    return paint("32", text);
  }
}
