package io.bytetrail.collector.surface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs {@link SurfaceChild} under the agent, and holds what it says it did against the ledger and
 * the kernel's counts of the same process.
 *
 * @param jar the agent's
 * @param directory where files are made, in a directory that is removed afterwards
 * @param virtual whether the drivers run in virtual threads
 * @param options for the child's JVM
 * @param progress gets a line for each driver that begins
 */
public record SurfaceRun(
    Path jar, Path directory, boolean virtual, List<String> options, Consumer<String> progress) {

  public SurfaceReport run() throws IOException {
    Path own = Files.createTempDirectory(directory, "bytetrail-surface-").toRealPath();
    try {
      return in(own);
    } finally {
      remove(own);
    }
  }

  private SurfaceReport in(Path own) throws IOException {
    try (ChildProcess child = ChildProcess.start(command(own), own);
        KernelWitness kernel = new KernelWitness()) {
      child.await(SurfaceChild.READY, this::report);
      Path ledger = ledger(own);
      LedgerSnapshot before = LedgerReader.read(ledger);
      kernel.track(before);
      child.go();
      String result = child.await(SurfaceChild.RESULT, this::report);
      // Nothing moves any more: both sides are of one moment.
      LedgerSnapshot counted = LedgerReader.read(ledger);
      Optional<KernelSnapshot> seen = kernel.snapshot();
      Driven driven = driven(result);
      List<SurfaceRow> rows = new ArrayList<>();
      List<JfrSeen> recorded =
          driven.jfrMissing().isEmpty()
              ? new JfrReader(own).seen(driven.rows().size())
              : Collections.nCopies(driven.rows().size(), JfrSeen.NOTHING);
      for (int i = 0; i < driven.rows().size(); i++) {
        Driven.Operation each = driven.rows().get(i);
        List<Counted> lanes = lanes(counted, before, each.site(), own);
        rows.add(SurfaceRow.of(each, recorded.get(i), lanes, seen, kernel.why()));
      }
      return new SurfaceReport(
          System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
          List.copyOf(rows),
          kernel.why(),
          driven.jfrMissing(),
          counted.suppressed(),
          counted.firstError());
    }
  }

  private List<String> command(Path own) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Woven classes are the boot loader's, which the JVM does not verify by itself.
    command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"));
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + own);
    command.add("-javaagent:" + jar + "=collector=off,ledger.dir=" + own);
    command.addAll(List.of("-jar", jar.toString(), "surface", own.toString()));
    if (virtual) {
      command.add("--virtual");
    }
    return command;
  }

  private void report(String line) {
    if (line.startsWith(SurfaceChild.ROW)) {
      progress.accept(line.substring(SurfaceChild.ROW.length()));
    }
  }

  private static Driven driven(String result) throws IOException {
    try {
      String json = result.substring(SurfaceChild.RESULT.length());
      return new ObjectMapper().readValue(json, Driven.class);
    } catch (JsonProcessingException e) {
      throw new IOException("the JVM that was started answered what is no result: " + result, e);
    }
  }

  /** Of a site, since an earlier moment; without what the JDK read for itself on the way. */
  private static List<Counted> lanes(
      LedgerSnapshot ledger, LedgerSnapshot before, String site, Path own) {
    return ledger.lanes().stream()
        .filter(lane -> lane.site().startsWith(site))
        .filter(lane -> !lane.path().startsWith("/") || lane.path().startsWith(own.toString()))
        .map(lane -> Counted.since(before, lane))
        .filter(counted -> !counted.isNothing())
        .toList();
  }

  private static Path ledger(Path own) throws IOException {
    try (Stream<Path> files = Files.walk(own)) {
      return files
          .filter(file -> file.toString().endsWith(".ledger"))
          .findFirst()
          .orElseThrow(() -> new IOException("the agent did not start: no ledger in " + own));
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = new ArrayList<>(files.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(all.get(i));
    }
  }
}
