package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.Transferred;

/** How a transfer is printed. */
interface TransferFormat {
  /** What stands above the lines; empty for nothing. */
  String heading();

  String line(Transferred transfer);
}
