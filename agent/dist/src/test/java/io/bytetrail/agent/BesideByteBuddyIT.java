package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Another agent retransforms a class that we have woven, or we one of its: both see each call. */
class BesideByteBuddyIT {
  private static final int CALLS = 12;
  private static final int SIZE = (CALLS - 1) * CountedReads.CHUNK;

  @TempDir Path directory;

  static Stream<Arguments> orders() {
    return Jdk.tested().stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, true), Arguments.of(jdk, false)));
  }

  @ParameterizedTest(name = "{0}, ours first: {1}")
  @MethodSource("orders")
  void bothSeeEachCall(Jdk jdk, boolean oursFirst) throws Exception {
    Path file = Files.write(directory.resolve("served.bin"), new byte[SIZE]);
    Path other = countingAgent();
    ChildJvm jvm = ChildJvm.on(jdk).classPath(Agents.CLASSES);
    if (oursFirst) {
      jvm.agent(Agents.JAR, Agents.options(directory)).agent(other, "");
    } else {
      jvm.agent(other, "").agent(Agents.JAR, Agents.options(directory));
    }
    ChildJvm.Result result = jvm.run(CountedReads.class.getName(), file.toString());

    assertThat(result.exit()).isZero();
    assertThat(result.out().strip()).isEqualTo(Integer.toString(CALLS));
    assertThat(result.err()).doesNotContain("io.bytetrail");
    // On 25 AgentBuilder's use of sun.misc.Unsafe makes the JVM warn, with us or without us.
    assertThat(result.err().lines()).allMatch(line -> line.startsWith("WARNING: "));
    List<LaneSnapshot> lanes = Agents.lanes(Agents.ledger(directory), CountedReads.class, "read");
    assertThat(lanes).hasSize(1);
    assertThat(lanes.get(0).calls()).isEqualTo(CALLS);
    assertThat(lanes.get(0).bytes()).isEqualTo(SIZE);
    assertThat(lanes.get(0).transfers()).isEqualTo(1);
  }

  /** A jar with a manifest alone; classes are the tests' own, and Byte Buddy's. */
  private Path countingAgent() throws Exception {
    Path byteBuddy =
        Path.of(ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", CountingAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.put(Attributes.Name.CLASS_PATH, byteBuddy.toUri() + " " + Agents.CLASSES.toUri());
    Path jar = directory.resolve("counting-agent.jar");
    write(jar, manifest);
    return jar;
  }

  private static void write(Path jar, Manifest manifest) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      entries.finish();
    }
  }
}
