package io.bytetrail.options;

import java.util.Locale;
import java.util.Optional;

/** Every option of bytetrail: its name, its default, what it may be, and what it does. */
public enum Option {
  SERVICE(
      "service",
      "",
      Kind.TEXT,
      "the service's name; default: OTEL_SERVICE_NAME, else service.name in"
          + " OTEL_RESOURCE_ATTRIBUTES, else the main class or jar"),
  MODE(
      "mode",
      "always-on",
      Kind.oneOf("always-on", "verify"),
      "which tracepoints the probe attaches"),
  COLLECTOR(
      "collector", "embedded", Kind.oneOf("embedded", "host", "off"), "where the collector runs"),
  REPORT_TEXT(
      "report.text",
      "stderr",
      Kind.TEXT,
      "where the text report goes at exit: a file, stderr or off"),
  REPORT_JSON("report.json", "", Kind.TEXT, "the file that the JSON report goes to at exit"),
  REPORT_HTML("report.html", "", Kind.TEXT, "the file that the HTML report goes to at exit"),
  METRICS_PORT("metrics.port", "", Kind.PORT, "the port that Prometheus metrics are served on"),
  METRICS_HOST(
      "metrics.host", "", Kind.TEXT, "the address they are served on; default: every address"),
  OTLP_ENDPOINT(
      "otlp.endpoint",
      "",
      Kind.TEXT,
      "the URL that metrics are sent to by OTLP; default: OTEL_EXPORTER_OTLP_ENDPOINT"),
  OTLP_INTERVAL("otlp.interval", "10s", Kind.DURATION, "how often they are sent"),
  INTERVAL("interval", "1s", Kind.DURATION, "how often the collector reads the counts"),
  PROBE("probe", "", Kind.TEXT, "the probe's program, or off; default: the one in the jar"),
  PROBE_WAIT(
      "probe.wait",
      "3s",
      Kind.DURATION,
      "how long the application's first file waits for the probe to attach; 0: not at all"),
  BUDGET(
      "budget",
      "",
      Kind.SHARE,
      "how much of one processor the eBPF programs may take, before parts are put away (mapped"
          + " faults, then latencies, then egress), or else the sampling of /proc; default: any,"
          + " and 1%"),
  ACCOUNTED(
      "accounted",
      "auto",
      Kind.oneOf("auto", "on", "off"),
      "whether calls are sampled for what /proc says they had of the device; auto: where the"
          + " kernel's programs do not count"),
  PROFILE(
      "profile",
      "",
      Kind.TEXT,
      "the calibration that advice is given from, a file or a directory; default: where"
          + " bytetrail calibrate keeps it"),
  SITE_DEPTH(
      "site.depth",
      "1",
      Kind.number(1, 8),
      "how many frames of the application a site has, the one that opened the file first"),
  SITE_SKIP(
      "site.skip",
      "",
      Kind.TEXT,
      "packages or classes to fold like a framework's, separated by :, those behind a - not"),
  LEDGER_DIR(
      "ledger.dir",
      "/dev/shm",
      Kind.TEXT,
      "where the ledger is made; where it can't be, java.io.tmpdir"),
  LEDGER_KEEP(
      "ledger.keep",
      "false",
      Kind.oneOf("true", "false"),
      "whether the ledger stays after an orderly exit"),
  LEDGER_SITES("ledger.sites", "2048", Kind.number(1, 1 << 20), "sites the ledger has room for"),
  LEDGER_LANES("ledger.lanes", "4096", Kind.number(3, 4096), "lanes it has room for"),
  LEDGER_CELLS(
      "ledger.cells",
      "32768",
      Kind.number(3, 1 << 23),
      "cells it has room for, a lane's first included"),
  WEAVE_CACHE(
      "weave.cache",
      "",
      Kind.TEXT,
      "where woven classes are kept, or off; default: XDG_CACHE_HOME/bytetrail or"
          + " ~/.cache/bytetrail"),
  ADVICE_BOOK(
      "advice.book",
      "",
      Kind.TEXT,
      "the directory that keeps what was advised, or off; default: /var/lib/bytetrail/advice for"
          + " root, else XDG_STATE_HOME/bytetrail/advice or ~/.local/state/bytetrail/advice"),
  CONFIG("config", "", Kind.TEXT, "a properties file with more options");

  static final String PROPERTY_PREFIX = "bytetrail.";
  static final String VARIABLE_PREFIX = "BYTETRAIL_";

  private final String key;
  private final String fallback;

  // Immutable, but the checker trusts no interface.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Kind kind;

  private final String help;

  Option(String key, String fallback, Kind kind, String help) {
    this.key = key;
    this.fallback = fallback;
    this.kind = kind;
    this.help = help;
  }

  /** The option of this name. */
  public static Optional<Option> ofKey(String key) {
    for (Option option : values()) {
      if (option.key.equals(key)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /** Its name as an agent argument and in a file. */
  public String key() {
    return key;
  }

  /** Its value where none is given; empty where it has none. */
  public String fallback() {
    return fallback;
  }

  /** What it does, in one line. */
  public String help() {
    return help;
  }

  /** Its name as a system property. */
  public String property() {
    return PROPERTY_PREFIX + key;
  }

  /** Its name as an environment variable. */
  public String variable() {
    return VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Whether it can have this value. */
  boolean accepts(String value) {
    return kind.accepts(value);
  }

  /** Its values in words, such as {@code always-on|verify}. */
  public String expected() {
    return kind.words();
  }
}
