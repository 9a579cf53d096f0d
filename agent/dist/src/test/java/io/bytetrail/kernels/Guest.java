package io.bytetrail.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A virtual machine with a kernel of its own that ran a shell's commands to their end: Debian's
 * 6.1, emulated in software, with an NVMe disk on {@code /disk} and an e1000 card. It sees this
 * machine's files, but writes to memory and to {@code /share} only. What it is made of is in {@code
 * native/kernels}.
 *
 * @param share the host's side of {@code /share}
 */
record Guest(Path share) {
  static final Path NATIVE = Path.of("..", "..", "native").toAbsolutePath().normalize();
  private static final Path KERNELS = NATIVE.resolve("kernels");
  private static final Path IMAGE = NATIVE.resolve("target/kernels");
  private static final Duration PREPARING = Duration.ofMinutes(3);
  private static final int TAIL = 60;

  /** Whether this machine can have one. */
  static boolean canRun() {
    return Stream.of("qemu-system-x86_64", "busybox", "dpkg-deb").allMatch(Guest::isOnPath);
  }

  /**
   * Runs it.
   *
   * @param arguments of the kernel
   * @throws IllegalStateException when it does not end in time, with what its console said last
   */
  static Guest run(String commands, Duration limit, String... arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(IMAGE);
    execute(PREPARING, IMAGE.resolve("prepare.log"), List.of(script("prepare"), IMAGE.toString()));
    Path share = Files.createTempDirectory(IMAGE, "share");
    Files.writeString(share.resolve("command"), commands);
    List<String> boot =
        new ArrayList<>(List.of(script("boot"), IMAGE.toString(), share.toString()));
    boot.addAll(List.of(arguments));
    execute(limit, share.resolve("console"), boot);
    if (!Files.exists(share.resolve("status"))) {
      throw new IllegalStateException(
          "the guest did not finish:\n" + tail(share.resolve("console")));
    }
    return new Guest(share);
  }

  /**
   * What the commands wrote to this file of the share, or the end of the console if they did not.
   */
  String read(String name) throws IOException {
    Path file = share.resolve(name);
    return Files.exists(file)
        ? Files.readString(file)
        : "(no " + name + "; the guest's console:)\n" + tail(share.resolve("console"));
  }

  /** The status of {@code name}, as {@code name.status} has it; -1 if it did not come to that. */
  int status(String name) throws IOException {
    Path file = share.resolve(name + ".status");
    return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : -1;
  }

  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(share)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static String script(String name) {
    return KERNELS.resolve(name).toString();
  }

  private static void execute(Duration limit, Path output, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            command.get(0) + " had not ended after " + limit + ":\n" + tail(output));
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command.get(0) + " failed:\n" + tail(output));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(output.resolveSibling("disk.img"));
    }
  }

  private static String tail(Path file) {
    try {
      List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
