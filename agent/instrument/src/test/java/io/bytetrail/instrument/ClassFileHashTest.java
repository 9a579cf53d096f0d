package io.bytetrail.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ClassFileHashTest {
  @Test
  void isTheSameInAnyOrderOfWhatFollowsTheConstants() throws IOException {
    byte[] file = own();
    byte[] turned = file.clone();
    int last = file.length - 1;
    turned[last] = file[last - 3];
    turned[last - 3] = file[last];

    assertThat(ClassFileHash.of(turned)).isEqualTo(ClassFileHash.of(file));
  }

  @Test
  void isAnotherWhenAByteChanges() throws IOException {
    byte[] file = own();
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i]++;
      assertThat(ClassFileHash.of(changed)).as("byte %d", i).isNotEqualTo(ClassFileHash.of(file));
    }
  }

  @Test
  void takesWhatIsNoClassFile() {
    for (int length = 0; length < 32; length++) {
      byte[] junk = new byte[length];
      java.util.Arrays.fill(junk, (byte) 0xFF);
      var unused = ClassFileHash.of(junk);
    }
  }

  private static byte[] own() throws IOException {
    try (InputStream in = ClassFileHashTest.class.getResourceAsStream("ClassFileHashTest.class")) {
      return in.readAllBytes();
    }
  }
}
