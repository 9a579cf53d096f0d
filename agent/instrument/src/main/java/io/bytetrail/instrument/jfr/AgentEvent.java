package io.bytetrail.instrument.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;

/** Once a chunk, beside the transfers: how far they can be trusted. */
@Name("bytetrail.Agent")
@Label("Agent")
@Description("The agent that the transfers of this recording come from; only where there are any")
@Category("bytetrail")
@Period("endChunk")
@StackTrace(false)
final class AgentEvent extends Event {
  @Label("Version")
  @Description("Of bytetrail")
  String version;

  @Label("Suppressed Errors")
  @Description("Errors in bytetrail that were kept from the application: transfers may be missing")
  @Unsigned
  long suppressed;

  @Label("Evicted Transfers")
  @Description("Transfers told of in parts, because too many went on at once")
  @Unsigned
  long evicted;
}
