package io.bytetrail.collector.embedded;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * What the agent calls, whose classes do not see the collector's: {@link Embedded#launch} with the
 * options and the parts of its {@link Embedding}; {@link Embedded#begin} with what that returned,
 * the ledger's file, its memory and what is to be run each period; or {@link Embedded#end} with
 * what it returned alone.
 */
public final class EmbeddedCalls implements Function<Object[], AutoCloseable> {
  @Override
  @SuppressWarnings("unchecked")
  public AutoCloseable apply(Object[] arguments) {
    if (arguments[0] instanceof Embedded embedded) {
      if (arguments.length == 1) {
        embedded.end();
      } else {
        embedded.begin((String) arguments[1], (ByteBuffer) arguments[2], (Runnable) arguments[3]);
      }
      return embedded;
    }
    return Embedded.launch(
        (Map<String, String>) arguments[0],
        new Embedding(
            (Runnable) arguments[1],
            (ThreadFactory) arguments[2],
            (Function<List<String>, Process>) arguments[3],
            (DoublePredicate) arguments[4],
            (BooleanSupplier) arguments[5]));
  }
}
