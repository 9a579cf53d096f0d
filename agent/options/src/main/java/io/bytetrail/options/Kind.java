package io.bytetrail.options;

import java.util.List;

/** What an option's value may be. */
sealed interface Kind {
  Kind TEXT = new Text();
  Kind DURATION = new Time();
  Kind SHARE = new Share();
  Kind PORT = new Range(1, 65_535);

  static Kind oneOf(String... values) {
    return new OneOf(List.of(values));
  }

  static Kind number(int least, int most) {
    return new Range(least, most);
  }

  boolean accepts(String value);

  /** For people, such as {@code a number from 1 to 65535}. */
  String words();

  /** Anything that is not blank. */
  record Text() implements Kind {
    @Override
    public boolean accepts(String value) {
      return !value.isBlank();
    }

    @Override
    public String words() {
      return "some text";
    }
  }

  /** One of a few words. */
  record OneOf(List<String> values) implements Kind {
    @Override
    public boolean accepts(String value) {
      return values.contains(value);
    }

    @Override
    public String words() {
      return String.join("|", values);
    }
  }

  /** A whole number, both ends included. */
  record Range(int least, int most) implements Kind {
    @Override
    public boolean accepts(String value) {
      try {
        int number = Integer.parseInt(value);
        return number >= least && number <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String words() {
      return "a number from " + least + " to " + most;
    }
  }

  /** A share of one processor. */
  record Share() implements Kind {
    @Override
    public boolean accepts(String value) {
      return Shares.parse(value).isPresent();
    }

    @Override
    public String words() {
      return "a share from 0.0001% to 100%, such as 1%";
    }
  }

  /** A length of time. */
  record Time() implements Kind {
    @Override
    public boolean accepts(String value) {
      return Durations.parse(value).isPresent();
    }

    @Override
    public String words() {
      return "a time such as 500ms, 10s or 0";
    }
  }
}
