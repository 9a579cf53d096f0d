package io.bytetrail.collector.probe;

/** The probe cannot be used; the message is one sentence for the report. */
public final class ProbeException extends Exception {
  private static final long serialVersionUID = 1;

  public ProbeException(String message) {
    super(message);
  }

  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }
}
