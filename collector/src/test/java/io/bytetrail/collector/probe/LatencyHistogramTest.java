package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void bucketsFollowOneAnotherWithoutGap() {
    assertThat(LatencyHistogram.startNanos(0)).isZero();
    assertThat(LatencyHistogram.startNanos(1)).isEqualTo(64);
    assertThat(LatencyHistogram.startNanos(31)).isEqualTo(31 * 64);
    assertThat(LatencyHistogram.startNanos(32)).isEqualTo(32 * 64);
    assertThat(LatencyHistogram.startNanos(33)).isEqualTo(34 * 64);
    for (int i = 32; i < LatencyHistogram.BUCKETS - 1; i++) {
      long start = LatencyHistogram.startNanos(i);
      long width = LatencyHistogram.startNanos(i + 1) - start;
      assertThat(width).isPositive();
      assertThat((double) width / start).isLessThanOrEqualTo(1 / 16.0);
    }
  }

  @Test
  void quantilesLieInTheirBucketAndNeverBeyondTheLongest() {
    LatencyHistogram histogram = of(990, 100, 10, 300);

    assertThat(histogram.requests()).isEqualTo(1000);
    assertThat(histogram.quantileNanos(0.5))
        .isBetween(LatencyHistogram.startNanos(100), LatencyHistogram.startNanos(101));
    assertThat(histogram.quantileNanos(0.99))
        .isBetween(LatencyHistogram.startNanos(100), LatencyHistogram.startNanos(101));
    assertThat(histogram.quantileNanos(1)).isEqualTo(histogram.mostNanos());
    assertThat(LatencyHistogram.EMPTY.quantileNanos(0.5)).isZero();
  }

  @Test
  void sharesAddUpToTheWhole() {
    LatencyHistogram whole = of(7, 100, 3, 300);

    LatencyHistogram first = whole.map(n -> n / 3);
    LatencyHistogram rest = whole.map(n -> n - n / 3);

    assertThat(first.plus(rest)).isEqualTo(whole);
  }

  private static LatencyHistogram of(int many, int bucket, int few, int laterBucket) {
    long[] counts = new long[LatencyHistogram.BUCKETS];
    counts[bucket] = many;
    counts[laterBucket] = few;
    long nanos =
        many * LatencyHistogram.startNanos(bucket) + few * LatencyHistogram.startNanos(laterBucket);
    return new LatencyHistogram(counts, nanos, LatencyHistogram.startNanos(laterBucket) + 1, 1);
  }
}
