package io.bytetrail.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WovenClassesTest {
  private static final byte[] ORIGINAL = {1, 2, 3};
  private static final byte[] WOVEN = {4, 5, 6, 7};

  private final byte[] file = file("this JDK");

  @Test
  void findsAClassByItsNameAndItsOriginal() throws IOException {
    WovenClasses classes = WovenClasses.read(file, "this JDK");

    assertThat(classes.types()).containsExactly("a/A", "b/B");
    assertThat(classes.find("a/A", ORIGINAL)).isEqualTo(WOVEN);
    assertThat(classes.find("b/B", ORIGINAL)).isNull();
    assertThat(classes.find("a/A", new byte[] {1, 2, 4})).isNull();
  }

  @Test
  void keepsWhatWasThereWhenMoreIsWritten() throws IOException {
    byte[] other = {9};
    byte[] more =
        WovenClasses.read(file, "this JDK")
            .write(
                "this JDK", List.of("a/A"), List.of(new WovenClasses.Entry("a/A", other, other)));

    WovenClasses classes = WovenClasses.read(more, "this JDK");
    assertThat(classes.find("a/A", ORIGINAL)).isEqualTo(WOVEN);
    assertThat(classes.find("a/A", other)).isEqualTo(other);
  }

  @Test
  void hasNothingForAnotherJdk() throws IOException {
    assertThat(WovenClasses.read(file, "that JDK").isEmpty()).isTrue();
  }

  @Test
  void servesOtherBuildsOfItsReleaseWithWhatIsTheSame() throws IOException {
    byte[] moved = {2, 1, 3}; // which another sum would not tell
    WovenClasses classes = WovenClasses.readOfRelease(file, "this ");

    assertThat(classes.findSame("a/A", ORIGINAL)).isEqualTo(WOVEN);
    assertThat(classes.findSame("a/A", moved)).isNull();
    assertThat(WovenClasses.readOfRelease(file, "that ").isEmpty()).isTrue();
  }

  @Test
  void saysWhetherAnythingIsMissing() throws IOException {
    byte[] whole =
        WovenClasses.NONE.write("this JDK", List.of("a/A"), List.of(WovenClasses.whole()));

    assertThat(WovenClasses.read(whole, "this JDK").isWhole()).isTrue();
    assertThat(WovenClasses.read(file, "this JDK").isWhole()).isFalse();
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() {
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> WovenClasses.read(cut, "this JDK")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAFileWithAnyBitChanged() {
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] changed = file.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> WovenClasses.read(changed, "this JDK"))
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] file(String identity) {
    try {
      return WovenClasses.NONE.write(
          identity, List.of("a/A", "b/B"), List.of(new WovenClasses.Entry("a/A", ORIGINAL, WOVEN)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
