package io.bytetrail.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WovenDirectoryTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path temporary;
  private Path path;
  private WovenDirectory directory;

  @BeforeEach
  void inADirectoryThatIsNotThereYet() {
    path = temporary.resolve("caches").resolve("bytetrail");
    directory = new WovenDirectory(path);
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    directory.write("a.woven", CONTENT);

    assertThat(directory.read("a.woven")).isEqualTo(CONTENT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("a.woven"))))
        .isEqualTo("rw-------");
  }

  @Test
  void hasNoFileWhereThereIsNoDirectory() {
    assertThatThrownBy(() -> directory.read("a.woven")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesADirectoryThatOthersMayWriteTo() throws IOException {
    directory.write("a.woven", CONTENT);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));

    refuses("others may write to " + path);
  }

  @Test
  void refusesAFileThatOthersMayWriteTo() throws IOException {
    directory.write("a.woven", CONTENT);
    Files.setPosixFilePermissions(
        path.resolve("a.woven"), PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThatThrownBy(() -> directory.read("a.woven")).hasMessageContaining("others may write to");
  }

  @Test
  void refusesAnotherUsersDirectory() throws IOException {
    assumeThat(System.getProperty("user.name")).as("needs to give files away").isEqualTo("root");
    directory.write("a.woven", CONTENT);
    Files.setAttribute(path, "unix:uid", 65534);

    refuses(path + " belongs to another user");
  }

  @Test
  void refusesAnotherUsersFile() throws IOException {
    assumeThat(System.getProperty("user.name")).as("needs to give files away").isEqualTo("root");
    directory.write("a.woven", CONTENT);
    Files.setAttribute(path.resolve("a.woven"), "unix:uid", 65534);

    assertThatThrownBy(() -> directory.read("a.woven"))
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void followsNoLink() throws IOException {
    directory.write("a.woven", CONTENT);
    Path elsewhere = temporary.resolve("elsewhere");
    Files.createSymbolicLink(elsewhere, path);
    Files.createSymbolicLink(path.resolve("b.woven"), path.resolve("a.woven"));

    assertThatThrownBy(() -> new WovenDirectory(elsewhere).read("a.woven"))
        .hasMessage(elsewhere + " is no directory");
    assertThatThrownBy(() -> new WovenDirectory(elsewhere).write("a.woven", CONTENT))
        .hasMessage(elsewhere + " is no directory");
    assertThatThrownBy(() -> directory.read("b.woven")).hasMessageContaining("is no file");
  }

  @Test
  void leavesNothingBehindWhereItCannotWrite() throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(path.resolve("a.woven").resolve("in the way"));

    assertThatThrownBy(() -> directory.write("a.woven", CONTENT)).isInstanceOf(IOException.class);
    assertThat(path.toFile().list()).containsExactly("a.woven");
  }

  @Test
  void isNeverSeenHalfWritten() throws Exception {
    byte[] one = new byte[1 << 16];
    byte[] two = new byte[1 << 17];
    Arrays.fill(two, (byte) 2);
    directory.write("a.woven", one);
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] content = i % 2 == 0 ? one : two;
        writing.add(
            writers.submit(
                () -> {
                  directory.write("a.woven", content);
                  return null;
                }));
      }
      for (Future<?> write : writing) {
        assertThat(Arrays.hashCode(directory.read("a.woven")))
            .isIn(Arrays.hashCode(one), Arrays.hashCode(two));
        write.get();
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(path.toFile().list()).containsExactly("a.woven");
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> directory.read("a.woven")).hasMessage(message);
    assertThatThrownBy(() -> directory.write("a.woven", CONTENT)).hasMessage(message);
  }
}
