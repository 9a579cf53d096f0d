package io.bytetrail.collector.embedded;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the agent calls, whose classes do not see the collector's: {@link Embedded#launch} with its
 * three arguments, or {@link Embedded#begin} with what that returned, the ledger's file, its memory
 * and what is to be run each period.
 */
public final class EmbeddedCalls implements Function<Object[], AutoCloseable> {
  @Override
  @SuppressWarnings("unchecked")
  public AutoCloseable apply(Object[] arguments) {
    if (arguments[0] instanceof Embedded embedded) {
      embedded.begin((String) arguments[1], (ByteBuffer) arguments[2], (Runnable) arguments[3]);
      return embedded;
    }
    return Embedded.launch(
        (Map<String, String>) arguments[0],
        (Runnable) arguments[1],
        (Function<List<String>, Process>) arguments[2]);
  }
}
