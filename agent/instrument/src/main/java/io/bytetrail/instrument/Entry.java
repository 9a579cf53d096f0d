package io.bytetrail.instrument;

import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Hands itself to its class loader when it is initialised: the agent's entry class does not see
 * this one, and a call by reflection makes method handles, for 20 ms at a start on 25.
 *
 * <p>Accepts a start with the JVM, applies to one that runs already: one class, since no other may
 * be loaded in a thread whose calls are counted.
 */
public final class Entry
    implements BiConsumer<String, Instrumentation>, BiFunction<String, Instrumentation, Void> {
  static {
    handOver();
  }

  private Entry() {}

  @SuppressWarnings("unchecked")
  private static void handOver() {
    ((Consumer<BiConsumer<String, Instrumentation>>) (Object) Entry.class.getClassLoader())
        .accept(new Entry());
  }

  @Override
  public void accept(String arguments, Instrumentation instrumentation) {
    Start.start(arguments, instrumentation);
  }

  @Override
  public Void apply(String arguments, Instrumentation instrumentation) {
    Start.attach(arguments, instrumentation);
    return null;
  }
}
