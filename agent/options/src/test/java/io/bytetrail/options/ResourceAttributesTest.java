package io.bytetrail.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceAttributesTest {
  @Test
  void valuesArePercentDecodedAndMalformedPairsLeftOut() {
    assertThat(ResourceAttributes.parse("a=1%2C2, b = x+y ,nothing,=c,d=%zz,e="))
        .isEqualTo(Map.of("a", "1,2", "b", "x+y", "e", ""));
    assertThat(ResourceAttributes.parse("")).isEmpty();
  }
}
