package io.bytetrail.collector.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.report.DeviceSample;
import io.bytetrail.ledger.LaneSamples;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the truth lies in the interval: counted, with fixed seeds. */
class SampledReadsTest {
  private static final int RUNS = 1000;
  private static final int CALLS = 2048;
  private static final int ALL_OF_FIRST = 64;
  private static final long CHUNK = 8 << 10;
  private static final long READ_AHEAD = 128 << 10;

  @ParameterizedTest
  @CsvSource({
    "READ_AHEAD, 2", "READ_AHEAD, 16", "READ_AHEAD, 128", "READ_AHEAD, 1024",
    "EACH_CALL, 2", "EACH_CALL, 16", "EACH_CALL, 128", "EACH_CALL, 1024",
    "RARELY, 2", "RARELY, 16", "RARELY, 128", "RARELY, 1024",
    "HEAVY_TAIL, 2", "HEAVY_TAIL, 16", "HEAVY_TAIL, 128", "HEAVY_TAIL, 1024",
    "NEVER, 2", "NEVER, 1024"
  })
  void theTruthIsInTheIntervalInAtLeast95OfAHundredRuns(Load load, int oneIn) {
    Random random = new Random(4711 + oneIn);
    int within = 0;
    for (int run = 0; run < RUNS; run++) {
      LongSupplier reads = load.reads(random);
      long truth = 0;
      LaneSamples samples = LaneSamples.NONE;
      for (int call = 0; call < CALLS; call++) {
        long read = reads.getAsLong();
        truth += read;
        if (call < ALL_OF_FIRST) {
          samples = samples.plus(sample(read, 1));
        } else if (random.nextInt(oneIn) == 0) {
          samples = samples.plus(sample(read, oneIn));
        }
      }
      samples = samples.plus(new LaneSamples(0, 0, 0, 0, 0, oneIn, 0, 0));
      DeviceSample estimate = SampledReads.of(samples, 0);
      boolean in = estimate.interval().get(0) <= truth && truth <= estimate.interval().get(1);
      within += in ? 1 : 0;
    }

    assertThat(within).isBetween(RUNS * 95 / 100, RUNS);
  }

  @Test
  void isExactWhereEveryCallWasLookedAt() {
    LaneSamples samples = LaneSamples.NONE;
    for (int call = 0; call < 100; call++) {
      samples = samples.plus(sample(call % 10 == 0 ? READ_AHEAD : 0, 1));
    }
    DeviceSample sample = SampledReads.of(samples, 0);

    assertThat(sample.deviceReadBytes()).isEqualTo(10 * READ_AHEAD);
    assertThat(sample.interval()).containsExactly(10 * READ_AHEAD, 10 * READ_AHEAD);
  }

  @Test
  void nothingSeenInFewCallsIsNotNothing() {
    LaneSamples samples = LaneSamples.NONE;
    for (int call = 0; call < 10; call++) {
      samples = samples.plus(sample(0, 100));
    }
    DeviceSample sample = SampledReads.of(samples, 0);
    double weight = Math.sqrt(100 * 99) * (CHUNK + READ_AHEAD + 4096);

    assertThat(sample.deviceReadBytes()).isZero();
    assertThat(sample.interval().get(0)).isZero();
    // -ln(0.025): the exact bound for none seen.
    assertThat((double) sample.interval().get(1)).isCloseTo(3.6889 * weight, within(weight / 100));
  }

  @Test
  void isCutAtWhatTheWholeProcessWasGivenAndAtWhatWasSeen() {
    LaneSamples samples = sample(READ_AHEAD, 100).plus(sample(READ_AHEAD, 100));

    DeviceSample few = sampleOf(sample(READ_AHEAD, 4), 3 * READ_AHEAD);

    assertThat(few.interval()).containsExactly(READ_AHEAD, 3 * READ_AHEAD);
    assertThat(SampledReads.of(samples, 3 * READ_AHEAD).deviceReadBytes())
        .isEqualTo(3 * READ_AHEAD);
  }

  @Test
  void quantilesAreThoseOfTables() {
    // Chi-squared with 2 and 10 degrees of freedom: 7.3778, 3.2470 and 20.4832.
    assertThat(GammaDistribution.quantile(0.975, 1, 2)).isCloseTo(7.3778, within(1e-4));
    assertThat(GammaDistribution.quantile(0.025, 5, 2)).isCloseTo(3.2470, within(1e-4));
    assertThat(GammaDistribution.quantile(0.975, 5, 2)).isCloseTo(20.4832, within(1e-4));
    double exact = GammaDistribution.quantile(0.975, 9_999, 1);
    assertThat(GammaDistribution.quantile(0.975, 10_001, 1)).isCloseTo(exact + 2, within(0.5));
  }

  private static DeviceSample sampleOf(LaneSamples samples, long most) {
    return SampledReads.of(samples, most);
  }

  private static LaneSamples sample(long read, int oneIn) {
    return new LaneSamples(
        1,
        oneIn > 1 ? read : 0,
        read,
        (oneIn - 1) * read,
        (double) oneIn * (oneIn - 1) * read * read,
        oneIn,
        read,
        CHUNK);
  }

  /** What calls have of the device, one after the other. */
  enum Load {
    /** One call in sixteen fetches for all. */
    READ_AHEAD {
      @Override
      LongSupplier reads(Random random) {
        int[] call = {random.nextInt(16)};
        return () -> ++call[0] % 16 == 0 ? SampledReadsTest.READ_AHEAD : 0;
      }
    },
    EACH_CALL {
      @Override
      LongSupplier reads(Random random) {
        return () -> CHUNK;
      }
    },
    RARELY {
      @Override
      LongSupplier reads(Random random) {
        return () -> random.nextInt(500) == 0 ? 4096L << random.nextInt(5) : 0;
      }
    },
    /** Pareto's distribution with an index of 1.1, up to what a call can have. */
    HEAVY_TAIL {
      @Override
      LongSupplier reads(Random random) {
        return () ->
            random.nextInt(20) > 0
                ? 0
                : 4096
                    * (long) Math.min(33, Math.floor(Math.pow(1 - random.nextDouble(), -1 / 1.1)));
      }
    },
    NEVER {
      @Override
      LongSupplier reads(Random random) {
        return () -> 0;
      }
    };

    abstract LongSupplier reads(Random random);
  }
}
