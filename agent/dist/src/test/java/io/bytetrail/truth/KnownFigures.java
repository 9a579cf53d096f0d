package io.bytetrail.truth;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.api.SoftAssertions;

/**
 * What the report of one pass by a {@link Sender} over one file must say, on any kernel.
 *
 * @param size of the file, in bytes
 * @param sizeClass of it, as reported
 * @param netdev that the bytes leave by
 */
public record KnownFigures(long size, String sizeClass, String netdev) {
  /** The figures of a buffered strategy, of which so many bytes were in the page cache before. */
  public void assertOf(JsonNode route, String strategy, long hitBytes) {
    SoftAssertions.assertSoftly(
        softly -> {
          softly
              .assertThat(route.get("strategy").asText())
              .isEqualTo(
                  switch (strategy) {
                    case "mmap" -> "mmap-write";
                    case "sendfile" -> "sendfile";
                    default -> "read-write";
                  });
          softly.assertThat(route.get("site").asText()).contains("Sender");
          softly.assertThat(route.get("sizeClass").asText()).isEqualTo(sizeClass);
          softly.assertThat(route.get("target").asText()).isEqualTo("socket");
          softly.assertThat(route.get("netdev").asText()).isEqualTo(netdev);
          softly.assertThat(route.get("transfers").asLong()).as("transfers").isEqualTo(1);
          softly.assertThat(route.get("fileBytes").asLong()).as("fileBytes").isEqualTo(size);
          softly.assertThat(route.get("cacheHitBytes").asLong()).as("hit").isEqualTo(hitBytes);
          softly
              .assertThat(route.get("readAheadBytes").asLong() + route.get("stalledBytes").asLong())
              .as("read-ahead and stalled bytes")
              .isEqualTo(size - hitBytes);
          softly
              .assertThat(route.get("cpuCopiedBytes").asLong())
              .as("copied by the CPU in the kernel")
              .isEqualTo(kernelCopies(strategy) * size);
          softly
              .assertThat(route.get("jvmCopiedBytes").asLong())
              .as("copied in the JVM")
              .isEqualTo(jvmCopies(strategy) * size);
          softly.assertThat(route.get("directBytes").asLong()).as("directBytes").isZero();
        });
  }

  /** The figures of direct I/O. */
  public void assertDirect(JsonNode route) {
    SoftAssertions.assertSoftly(
        softly -> {
          softly.assertThat(route.get("strategy").asText()).isEqualTo("direct");
          softly.assertThat(route.get("fileBytes").asLong()).isEqualTo(size);
          softly.assertThat(route.get("directBytes").asLong()).isEqualTo(size);
          softly.assertThat(route.get("cacheHitBytes").asLong()).isZero();
          softly.assertThat(route.get("readAheadBytes").asLong()).isZero();
          softly.assertThat(route.get("stalledBytes").asLong()).isZero();
        });
  }

  private static long kernelCopies(String strategy) {
    return switch (strategy) {
      case "sendfile" -> 0;
      case "mmap" -> 1;
      default -> 2;
    };
  }

  private static long jvmCopies(String strategy) {
    return switch (strategy) {
      case "stream", "heap" -> 2;
      default -> 0;
    };
  }
}
