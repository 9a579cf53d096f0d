package io.bytetrail.instrument;

import java.io.Closeable;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code bytetrail attach} wants of this JVM. It comes in a file, which takes longer options
 * than the JVM's own protocol and commas in them: the order in the first line, an option a line
 * behind it. The answer goes to the file of the same name with {@code .reply} behind it.
 *
 * @param what {@code start}, {@code off}, {@code on} or {@code remove}
 * @param options for a start, of the form {@code name=value}
 */
record Order(String what, List<String> options) {
  static Order read(String file) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    if (lines.isEmpty()) {
      throw new IOException(file + " holds no order");
    }
    return new Order(lines.get(0), List.copyOf(lines.subList(1, lines.size())));
  }

  void follow(Instrumentation instrumentation) throws Exception {
    Running running = Start.running();
    if (running == null) {
      if (!what.equals("start")) {
        throw new IOException("does not run in this JVM: there is nothing to " + verb());
      }
      start(instrumentation);
    } else if (what.equals("remove")) {
      // This thread's claim would keep the memory.
      Start.resume();
      remove(running);
    } else {
      Start.done(switchTo(running));
    }
  }

  private void start(Instrumentation instrumentation) {
    Start.begin(options, instrumentation, true);
    Running started = Start.running();
    if (started != null) {
      Start.done("started; the ledger is " + started.ledger());
    }
  }

  private String switchTo(Running running) throws IOException, UnmodifiableClassException {
    boolean off = running.isOff();
    return switch (what) {
      case "start" ->
          off
              ? "runs already in this JVM, but is switched off"
              : "runs already in this JVM; its options stay as they are";
      case "off" -> {
        if (!off) {
          running.off();
        }
        yield off ? "is off already" : "switched off; what was counted is kept";
      }
      case "on" -> {
        if (off) {
          running.on();
        }
        yield off ? "switched on" : "is on already";
      }
      default ->
          throw new IOException(
              "there is no order '" + what + "': this JVM has another build of bytetrail");
    };
  }

  private static void remove(Running running) throws Exception {
    List<String> claimants = running.remove();
    Start.removed();
    Start.done(
        claimants.isEmpty()
            ? "removed"
            : "removed, but for the ledger's memory and 32 MiB of addresses for the slots, which"
                + " these threads would not leave: "
                + claimants);
    ((Closeable) Order.class.getClassLoader()).close();
  }

  private String verb() {
    return what.equals("remove") ? what : "switch " + what;
  }
}
