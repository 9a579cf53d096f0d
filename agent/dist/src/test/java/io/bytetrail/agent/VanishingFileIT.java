package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file that goes, or shrinks, while it is served: the application meets what it would meet
 * without the agent, and what it did serve is counted.
 */
class VanishingFileIT {
  private static final int CHUNKS = 4;

  @TempDir Path directory;

  /** What happens to a file of which a chunk was served. */
  enum Harm {
    DELETED,
    TRUNCATED;

    void doTo(Path file) throws IOException {
      if (this == DELETED) {
        Files.delete(file);
      } else {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(Obedient.CHUNK);
        }
      }
    }
  }

  static Stream<Arguments> cases() {
    return Jdk.tested().stream()
        .flatMap(
            jdk ->
                Stream.of("stream", "map")
                    .flatMap(
                        how -> Stream.of(Harm.values()).map(harm -> Arguments.of(jdk, how, harm))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isServedAsWithoutTheAgent(Jdk jdk, String how, Harm harm) throws Exception {
    ChildJvm plain = ChildJvm.on(jdk).classPath(Agents.CLASSES);
    List<String> expected = serve(plain, how, harm);
    List<String> answers = serve(Reported.jvm(jdk, directory), how, harm);

    assertThat(answers).isEqualTo(expected);
    int served = harm == Harm.DELETED ? CHUNKS : 1;
    assertThat(answers).filteredOn(("served " + Obedient.CHUNK)::equals).hasSize(served);
    assertThat(Reported.in(directory).fileBytes()).isEqualTo((long) served * Obedient.CHUNK);
  }

  private List<String> serve(ChildJvm jvm, String how, Harm harm) throws Exception {
    Path file = Reported.file(directory, CHUNKS * Obedient.CHUNK);
    List<String> answers = new ArrayList<>();
    try (Conversation talk = new Conversation(jvm, directory)) {
      answers.add(talk.ask(how + " " + file));
      answers.add(talk.ask("serve"));
      harm.doTo(file);
      for (int chunk = 1; chunk < CHUNKS; chunk++) {
        answers.add(talk.ask("serve"));
      }
      if (how.equals("map")) {
        answers.add(talk.ask("peek"));
      }
      ChildJvm.Result result = talk.finish();
      assertThat(result.exit()).isZero();
      assertThat(result.err()).isEmpty();
    }
    return answers;
  }
}
