package io.bytetrail.collector.attach;

import java.io.IOException;

/** The order could not be given; the message says what was seen and what to do. */
public final class AttachException extends IOException {
  private static final long serialVersionUID = 1;

  AttachException(String message) {
    super(message);
  }

  AttachException(String message, Throwable cause) {
    super(message, cause);
  }
}
