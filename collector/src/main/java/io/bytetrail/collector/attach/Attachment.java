package io.bytetrail.collector.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One order to a running JVM, and its answer. */
public final class Attachment {
  /** Behind it, a line of the answer is what has been done; without one, the order has failed. */
  private static final String DONE = "ok ";

  private static final int OLDEST = 17;
  private static final int FIRST_THAT_WARNS = 21;
  private static final long POLL_MILLIS = 100;
  private static final long SILENCE_MILLIS = 2_000;
  private static final Pattern VERSION = Pattern.compile("(?m)^JDK (\\d+)");

  private final Target target;
  private final Path jar;
  private final Consumer<String> lines;

  /**
   * An order to a JVM.
   *
   * @param jar the agent's
   * @param lines takes what there is to be told, as it happens
   * @throws AttachException when that is no JVM, or none that we may attach to
   */
  public Attachment(long pid, Path jar, Consumer<String> lines) throws AttachException {
    this.target = Target.of(pid);
    this.jar = jar.toAbsolutePath();
    this.lines = lines;
  }

  /**
   * Has the JVM follow an order.
   *
   * @param what {@code start}, {@code off}, {@code on} or {@code remove}
   * @param options for a start, each {@code name=value}
   * @return whether it has; why not has been told
   */
  public boolean order(String what, List<String> options) throws IOException, InterruptedException {
    AttachSocket socket = AttachSocket.of(target);
    int version = version(socket.execute("jcmd", "VM.version"));
    try (Exchange exchange = new Exchange(target)) {
      String file = exchange.order(what, options);
      String agent = jar.toString();
      if (exchange.needsCopyOf(jar)) {
        agent = exchange.copy(jar);
        lines.accept(
            "copied the agent's jar into the process's /tmp for the moment: it cannot read " + jar);
      }
      if (version >= FIRST_THAT_WARNS && !target.hasOption("-XX:+EnableDynamicAgentLoading")) {
        lines.accept(
            "JDK "
                + version
                + " warns of this on the application's standard error, unless it was started with"
                + " -XX:+EnableDynamicAgentLoading");
      }
      String load = agent + "=@" + file;
      return follow(exchange, () -> socket.execute("load", "instrument", "false", load));
    }
  }

  private static int version(String answer) throws AttachException {
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new AttachException("the JVM does not tell its version, but: " + answer.strip());
    }
    int feature = Integer.parseInt(version.group(1));
    if (feature < OLDEST) {
      throw new AttachException(
          "that JVM is JDK %d: bytetrail needs %d or later".formatted(feature, OLDEST));
    }
    return feature;
  }

  private interface Load {
    String execute() throws IOException;
  }

  private boolean follow(Exchange exchange, Load load) throws IOException, InterruptedException {
    CompletableFuture<String> loaded =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return load.execute();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    int told = 0;
    long said = System.nanoTime();
    long began = said;
    boolean done = false;
    while (true) {
      // Before the answer is read: so the last one is complete.
      boolean last = loaded.isDone();
      List<String> answer = exchange.answer();
      for (String line : answer.subList(told, answer.size())) {
        done |= line.startsWith(DONE);
        lines.accept(line.substring(line.indexOf(' ') + 1));
        said = System.nanoTime();
      }
      told = answer.size();
      if (last) {
        break;
      }
      if (System.nanoTime() - said > TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS)) {
        said = System.nanoTime();
        lines.accept("still at it after " + TimeUnit.NANOSECONDS.toSeconds(said - began) + " s …");
      }
      await(loaded);
    }
    if (told == 0) {
      refused(loaded);
    }
    return done;
  }

  private static void await(CompletableFuture<String> loaded) throws InterruptedException {
    try {
      loaded.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Looked at by the caller.
    }
  }

  /** The JVM did not get as far as our code. */
  private static void refused(CompletableFuture<String> loaded)
      throws AttachException, InterruptedException {
    String text;
    try {
      text = loaded.get().strip();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause().getCause() == null ? e.getCause() : e.getCause().getCause();
      throw new AttachException(cause.getMessage(), cause);
    }
    throw new AttachException(
        text.contains("EnableDynamicAgentLoading")
            ? "the JVM takes no agents while it runs (it was started with"
                + " -XX:-EnableDynamicAgentLoading): start it with -javaagent:bytetrail-agent.jar"
            : "the JVM could not load the agent ("
                + text.replace('\n', ' ')
                + "): its standard error says why");
  }
}
