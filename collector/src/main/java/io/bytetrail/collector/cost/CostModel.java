package io.bytetrail.collector.cost;

import static io.bytetrail.collector.calibration.Technique.DIRECT_IO;
import static io.bytetrail.collector.calibration.Technique.STREAM;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import java.util.Optional;

/**
 * Predicts what a workload costs by a way of transferring, on the host of a profile.
 *
 * <p>Measured costs are the base, the sum over hops a correction; only where the calibration's own
 * cross-validation found the sum to be nearer does it come first. A buffer of another size than was
 * measured is corrected by the number of calls:
 *
 * <pre>
 *   cost(chunk) = cost(measured chunk) + slope × (1/min(chunk, size) − 1/min(measured chunk, size))
 * </pre>
 *
 * in s/GiB, where the slope in bytes × s/GiB is taken from two measured chunks of the same family:
 * 8 KiB and 64 KiB for reads and writes, 64 KiB and 1 MiB for direct I/O. Immutable.
 */
public final class CostModel {
  private final Profile profile;
  private final MeasuredCosts measured;
  private final HopSum hops;

  public CostModel(Profile profile) {
    this.profile = profile;
    measured = new MeasuredCosts(profile);
    hops = new HopSum(profile);
  }

  public Profile profile() {
    return profile;
  }

  /** What it costs; empty where the profile can't tell. */
  public Optional<Estimate> estimate(Way way, Workload work) {
    Way near = nearest(way);
    Optional<Estimate> base = measured.of(near, work);
    if (base.isPresent() && isSumNearer() && work.egress() != Egress.FILE) {
      Estimate known = base.get();
      double cpu = hops.cpu(near, work.size(), work.hitShare());
      base =
          Optional.of(new Estimate(cpu, known.wall(), known.deviceShare(), profile.error().hops()));
    }
    if (near.equals(way)) {
      return base;
    }
    return base.map(known -> known.plus(correction(way, near, work)));
  }

  /** CPU of the system calls that reading a GiB by so many bytes at a time takes, in s/GiB. */
  public double systemCalls(double chunk) {
    return hops.systemCalls(chunk);
  }

  private boolean isSumNearer() {
    return profile.error().cells() > 0 && profile.error().hops() < profile.error().interpolated();
  }

  /** The way that was measured and is most like this one. */
  private static Way nearest(Way way) {
    Technique technique = way.technique();
    if (technique == DIRECT_IO) {
      return Math.abs(Math.log(way.chunk() / 65536.0))
              <= Math.abs(Math.log(way.chunk() / 1048576.0))
          ? Way.DIRECT_IO_64K
          : Way.DIRECT_IO_1M;
    }
    return switch (technique) {
      case STREAM -> Way.STREAM_8K;
      case HEAP -> Way.HEAP_64K;
      case DIRECT_BUFFER -> Way.DIRECT_BUFFER_64K;
      case DIRECT_ASYNC -> Way.DIRECT_ASYNC_1M;
      case MMAP -> Way.MMAP;
      case SENDFILE -> Way.SENDFILE;
      case COPY_FILE_RANGE -> Way.COPY_FILE_RANGE;
      case DIRECT_IO -> throw new AssertionError();
    };
  }

  private double correction(Way way, Way near, Workload work) {
    double slope = slope(near.technique(), work);
    return slope * (inverse(way.chunk(), work.size()) - inverse(near.chunk(), work.size()));
  }

  private double slope(Technique technique, Workload work) {
    boolean direct = technique.isDirectIo();
    Way small = direct ? Way.DIRECT_IO_64K : Way.STREAM_8K;
    Way large = direct ? Way.DIRECT_IO_1M : Way.HEAP_64K;
    // Of a copy to a file, only the streams' chunk is known by two.
    Way other = work.egress() == Egress.FILE ? Way.DIRECT_BUFFER_64K : large;
    double run = inverse(small.chunk(), work.size()) - inverse(large.chunk(), work.size());
    Optional<Estimate> a = measured.of(small, work);
    Optional<Estimate> b = measured.of(other, work);
    if (run <= 0 || a.isEmpty() || b.isEmpty()) {
      return 0;
    }
    double rise = a.get().cpu() - b.get().cpu();
    return technique == STREAM || rise > 0 ? Math.max(0, rise / run) : 0;
  }

  private static double inverse(double chunk, double size) {
    return 1 / Math.max(1, Math.min(chunk, size));
  }

  /** CPU cost of a cell by interpolation between the others, for cross-validation. */
  Optional<Double> interpolated(Way way, Residency residency, double size) {
    Curve curve = measured.base(way, residency);
    Curve rest = curve.without(size);
    boolean inside = rest.points().lowerKey(size) != null && rest.points().higherKey(size) != null;
    return inside ? Optional.of(rest.at(size)) : Optional.empty();
  }

  HopSum hops() {
    return hops;
  }
}
