package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders to a JVM that runs: started, switched off and on, and removed, all of it under load. */
class AttachIT {
  private static final int BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NOBODY = "65534";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Reported.file(directory, BYTES);
  }

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void startsOnceAndLeavesNothingBehind(Jdk jdk) throws Exception {
    try (Conversation talk = new Conversation(jvm(jdk), directory)) {
      talk.ask("load " + Files.write(directory.resolve("load.bin"), new byte[BYTES]));
      long pid = talk.process().pid();
      List<String> before = descriptors(pid);

      assertThat(start(jdk, pid).out()).contains("started; the ledger is " + directory);
      assertThat(start(jdk, pid).out()).contains("runs already in this JVM");
      talk.ask("read " + file);

      assertThat(order(jdk, pid, "off").out()).contains("switched off");
      assertThat(order(jdk, pid, "off").out()).contains("is off already");
      assertThat(ledgers()).hasSize(1);
      talk.ask("read " + file); // counted by nobody

      assertThat(order(jdk, pid, "on").out()).contains("switched on");
      assertThat(order(jdk, pid, "on").out()).contains("is on already");
      talk.ask("read " + file);

      assertThat(order(jdk, pid, "remove").out()).contains("removed\n");
      assertThat(Reported.in(directory).fileBytes()).isEqualTo(2L * BYTES);
      assertNothingIsLeft(talk.process(), before);
      ChildJvm.Result none = tell(jdk, Stream.of("attach", "" + pid, "remove"));
      assertThat(none.exit()).isEqualTo(1);
      assertThat(none.out()).contains("does not run in this JVM: there is nothing to remove");

      assertThat(start(jdk, pid).out()).contains("started; the ledger is " + directory);
      talk.ask("read " + file);
      assertThat(order(jdk, pid, "remove").out()).contains("removed\n");
      assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
      assertNothingIsLeft(talk.process(), before);

      assertThat(talk.ask("errors")).isEqualTo("errors 0");
      ChildJvm.Result result = talk.finish();
      assertThat(result.exit()).isZero();
      assertThat(result.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void removesWhatWasThereFromTheStart(Jdk jdk) throws Exception {
    ChildJvm jvm = Reported.jvm(jdk, directory).options("-XX:+EnableDynamicAgentLoading");
    try (Conversation talk = new Conversation(jvm, directory)) {
      List<String> before = descriptors(ProcessHandle.current().pid());
      talk.ask("read " + file);
      assertThat(order(jdk, talk.process().pid(), "remove").out()).contains("removed\n");
      talk.ask("read " + file); // counted by nobody
      before.addAll(descriptors(talk.process().pid()));
      assertNothingIsLeft(talk.process(), before);
      assertThat(talk.finish().err()).isEmpty();
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
  }

  @Test
  void saysWhyAProcessCannotBeAttachedTo() throws Exception {
    assertRefused(1L << 22, "there is no process 4194304 here: 'pgrep -a java' lists the JVMs");
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      assertRefused(other.pid(), "(sleep) is not a JVM: libjvm.so is not mapped in it");
    } finally {
      other.destroyForcibly().waitFor();
    }
    ChildJvm closed = ChildJvm.on(Jdk.of(25)).options("-XX:+DisableAttachMechanism");
    try (Conversation talk = new Conversation(closed.classPath(Agents.CLASSES), directory)) {
      assertRefused(talk.process().pid(), "was started with -XX:+DisableAttachMechanism");
    }
    ChildJvm noAgents = ChildJvm.on(Jdk.of(25)).options("-XX:-EnableDynamicAgentLoading");
    try (Conversation talk = new Conversation(noAgents.classPath(Agents.CLASSES), directory)) {
      assertRefused(talk.process().pid(), "the JVM takes no agents while it runs");
    }
  }

  @Test
  void tellsTheUserWhoseTheJvmIs() throws Exception {
    assumeRoot();
    try (Conversation talk = new Conversation(jvm(Jdk.of(25)), directory)) {
      ChildJvm.Result result =
          ChildJvm.on(Jdk.of(25))
              .under("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
              .options("-jar")
              .run(Agents.JAR.toString(), "attach", "" + talk.process().pid());
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).contains("runs as uid 0 and this is uid " + NOBODY);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void findsAJvmOfAnotherPidNamespace(Jdk jdk) throws Exception {
    assumeRoot();
    ChildJvm jvm = jvm(jdk).under("unshare", "--pid", "--fork", "--kill-child");
    try (Conversation talk = new Conversation(jvm, directory)) {
      long pid = talk.process().children().findFirst().orElseThrow().pid();
      assertThat(start(jdk, pid).out()).contains("started; the ledger is " + directory);
      talk.ask("read " + file);
      assertThat(order(jdk, pid, "remove").out()).contains("removed\n");
      assertThat(Reported.in(directory).fileBytes()).isEqualTo(BYTES);
    }
  }

  private ChildJvm jvm(Jdk jdk) {
    return ChildJvm.on(jdk)
        .options("-XX:+EnableDynamicAgentLoading", "-Xshare:auto")
        .classPath(Agents.CLASSES);
  }

  private ChildJvm.Result start(Jdk jdk, long pid) throws IOException, InterruptedException {
    ChildJvm.Result result =
        tell(
            jdk,
            Stream.concat(
                Stream.of("attach", "" + pid),
                Stream.of(
                        "ledger.dir=" + directory,
                        "report.json=" + directory.resolve("report.json"),
                        "report.text=off",
                        "interval=100ms")
                    .flatMap(option -> Stream.of("-o", option))));
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).as(result.out()).isZero();
    return result;
  }

  private static ChildJvm.Result order(Jdk jdk, long pid, String what)
      throws IOException, InterruptedException {
    ChildJvm.Result result = tell(jdk, Stream.of("attach", "" + pid, what));
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).as(result.out()).isZero();
    return result;
  }

  private static ChildJvm.Result tell(Jdk jdk, Stream<String> arguments)
      throws IOException, InterruptedException {
    return ChildJvm.on(jdk)
        .options("-jar")
        .run(Agents.JAR.toString(), arguments.toArray(String[]::new));
  }

  private static void assertRefused(long pid, String sentence) throws Exception {
    ChildJvm.Result result = tell(Jdk.of(25), Stream.of("attach", "" + pid));
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).startsWith("bytetrail attach: ").contains(sentence).hasLineCount(1);
  }

  /** Of ours; the JVM itself keeps its attach socket, and the jar on its class path. */
  private void assertNothingIsLeft(Process jvm, List<String> before) throws Exception {
    assertThat(ledgers()).isEmpty();
    assertThat(Files.readString(Path.of("/proc/" + jvm.pid() + "/maps")))
        .doesNotContain("ledger")
        .doesNotContain("bytetrail-agent");
    Await.until(PATIENCE, () -> jvm.children().findAny().isEmpty());
    try {
      Await.until(PATIENCE, () -> threads(jvm.pid()).stream().noneMatch(AttachIT::isOurs));
    } catch (AssertionError e) {
      throw new AssertionError("threads that are left: " + threads(jvm.pid()), e);
    }
    Await.until(PATIENCE, () -> leftDescriptors(jvm.pid(), before).size() <= 1);
  }

  private static boolean isOurs(String thread) {
    return thread.startsWith("bytetrail") || thread.startsWith("process reaper");
  }

  private static List<String> leftDescriptors(long pid, List<String> before) throws IOException {
    List<String> left = descriptors(pid);
    left.removeAll(before);
    left.removeIf(name -> name.endsWith("/load.bin") || name.equals(Agents.JAR.toString()));
    return left;
  }

  private static List<String> descriptors(long pid) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : all.toList()) {
        try {
          names.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
          // The load has closed it.
        }
      }
    }
    return names;
  }

  private static List<String> threads(long pid) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : all.toList()) {
        try {
          names.add(Files.readString(thread.resolve("comm")));
        } catch (IOException e) {
          // It has ended.
        }
      }
    }
    return names;
  }

  private List<Path> ledgers() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(each -> each.toString().endsWith(".ledger")).toList();
    }
  }

  private static void assumeRoot() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root becomes another user, or makes a namespace")
        .isEqualTo(0);
  }
}
