package io.bytetrail.agent;

import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.atomic.LongAdder;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Somebody else's agent: it counts the main thread's reads of files, in a class that bytetrail
 * weaves, too.
 */
public final class CountingAgent {
  static final String COUNTER = "counting.agent.reads";

  private CountingAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    System.getProperties().put(COUNTER, new LongAdder());
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .ignore(none())
        .type(named("java.io.FileInputStream"))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(Advice.to(Count.class).on(named("read").and(not(isNative())))))
        .installOn(instrumentation);
  }

  static final class Count {
    private Count() {}

    @Advice.OnMethodEnter
    static void enter() {
      if (Thread.currentThread().getName().equals("main")) {
        ((LongAdder) System.getProperties().get("counting.agent.reads")).increment();
      }
    }
  }
}
