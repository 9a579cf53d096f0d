package io.bytetrail.collector.report;

/** There is no report yet: the first is made at the end of the first period, or when asked for. */
public final class NoReportYet extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public NoReportYet() {
    super("nothing has been counted yet: ask again in a second");
  }
}
