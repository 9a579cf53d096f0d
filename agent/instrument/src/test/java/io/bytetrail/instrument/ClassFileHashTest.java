package io.bytetrail.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
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
      Arrays.fill(junk, (byte) 0xFF);
      var unused = ClassFileHash.of(junk);
    }
  }

  @Test
  void isTheSameAsAWholeInAnyOrderOfMethods() {
    assertThat(ClassFileHash.whole(twoMethods("first", "second")))
        .isEqualTo(ClassFileHash.whole(twoMethods("second", "first")));
  }

  @Test
  void isAnotherAsAWholeWhenTwoBytesChangePlaces() throws IOException {
    byte[] file = own();
    for (int i = 1; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] = file[i - 1];
      changed[i - 1] = file[i];
      assertThat(ClassFileHash.whole(changed) != ClassFileHash.whole(file))
          .as("bytes %d and %d", i - 1, i)
          .isEqualTo(file[i] != file[i - 1]);
    }
  }

  @Test
  void takesWhatIsNoClassFileAsAWhole() throws IOException {
    byte[] file = own();
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThat(ClassFileHash.whole(cut)).isNotEqualTo(ClassFileHash.whole(file));
    }
  }

  /** With the same constants, whatever the order. */
  private static byte[] twoMethods(String first, String second) {
    ClassWriter writer = new ClassWriter(0);
    for (String name : new String[] {"first", "second", "()V"}) {
      writer.newUTF8(name);
    }
    writer.visit(Opcodes.V17, Opcodes.ACC_ABSTRACT, "a/A", null, "java/lang/Object", null);
    for (String name : new String[] {first, second}) {
      int access = name.equals("first") ? Opcodes.ACC_ABSTRACT : Opcodes.ACC_NATIVE;
      writer.visitMethod(access, name, "()V", null, null).visitEnd();
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static byte[] own() throws IOException {
    try (InputStream in = ClassFileHashTest.class.getResourceAsStream("ClassFileHashTest.class")) {
      return in.readAllBytes();
    }
  }
}
