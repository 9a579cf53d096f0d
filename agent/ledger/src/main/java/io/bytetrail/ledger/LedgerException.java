package io.bytetrail.ledger;

import java.io.IOException;

/** A file that is not a ledger this build can read; the message says what was seen in it. */
public final class LedgerException extends IOException {
  public LedgerException(String message) {
    super(message);
  }

  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
