package io.bytetrail.collector.surface;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The span of one driver, by the recording's own clock. */
@Name(RowEvent.NAME)
@StackTrace(false)
final class RowEvent extends Event {
  static final String NAME = "io.bytetrail.SurfaceRow";

  @Name("row")
  int row;
}
