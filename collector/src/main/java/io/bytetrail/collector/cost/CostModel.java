package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Figure;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Predicts what a workload costs by a way of transferring, on the host of a profile.
 *
 * <p>The sum over the hops of its copy path ({@link HopSum}) is where it begins; what was measured
 * of whole transfers corrects it ({@link Kriging}, once for CPU and once for elapsed time). A
 * workload of h hits in the page cache costs, with all in s/GiB,
 *
 * <pre>
 *   cost = h × hot + (1 − h) × cold                        while the page cache has room
 *   cost = h × hot + (1 − h) × (pressed − (1 − d) × hot) ÷ d      while it has not
 * </pre>
 *
 * where {@code pressed} was measured with d bytes from the device for each byte sent. A buffer of
 * another size than was measured costs as much more or less as the sum over the hops says.
 *
 * <p>The error of a saving is that of the difference of two such sums, whose parts vary together;
 * cross-validation says how much wider it has to be than the model thinks. Not thread-safe.
 */
public final class CostModel {
  private static final double LEAST_DEVICE_SHARE = 0.2;
  private static final int MANY = 8;

  /** A larger buffer saves at most this share of a cost, whatever the sum over hops says. */
  private static final double MOST_SPARED = 0.7;

  private final Profile profile;
  private final HopSum hops;
  private final Surface cpu;
  private final Surface wall;
  private final Surface cpuOfCopies;
  private final Surface wallOfCopies;
  private final Set<Object> known = new HashSet<>();
  private final Curve pressedDevice = new Curve();

  public CostModel(Profile profile) {
    this.profile = profile;
    hops = new HopSum(profile);
    Profile.Fit fit = profile.fit();
    cpu = surface(false, CellCost::cpu, KernelFit.read(fit.cpu()));
    wall = surface(false, CellCost::wall, KernelFit.read(fit.wall()));
    cpuOfCopies = surface(true, CellCost::cpu, Kernel.USUAL);
    wallOfCopies = surface(true, CellCost::wall, Kernel.USUAL);
    for (CellCost cost : profile.cells()) {
      Cell cell = cost.cell();
      known.add(List.of(cell.way(), cell.residency()));
      known.add(cell.residency());
      known.add(List.of(cell.way(), cell.egress() == Egress.FILE));
      if (cell.residency() == Residency.PRESSURE && !cell.way().technique().isDirectIo()) {
        pressedDevice.put((double) cell.size(), Math.min(1, cost.deviceShare()));
      }
    }
  }

  private Surface surface(boolean copies, Function<CellCost, Figure> figure, Kernel kernel) {
    Measurements measured = Measurements.of(profile, copies, figure);
    return new Surface(measured.kriging(hops, kernel));
  }

  public Profile profile() {
    return profile;
  }

  /** What it costs; empty where the profile can't tell. */
  public Optional<Estimate> estimate(Way way, Workload work) {
    return parts(way, work).map(Parts::estimate);
  }

  /**
   * What one way saves against another.
   *
   * @param works what may be asked of them, each as likely as the others; at least one
   * @return empty where the profile can't tell
   */
  public Optional<Saving> saving(Way from, Way to, Collection<Workload> works) {
    Deviation error = new Deviation();
    Deviation cpuError = new Deviation();
    Deviation wallError = new Deviation();
    List<Double> saved = new ArrayList<>();
    List<Double> cpuSaved = new ArrayList<>();
    double wallSaved = 0;
    double cost = 0;
    double cpuCost = 0;
    double n = works.size();
    for (Workload work : works) {
      Optional<Parts> here = parts(from, work);
      Optional<Parts> there = parts(to, work);
      if (here.isEmpty() || there.isEmpty()) {
        return Optional.empty();
      }
      Estimate a = here.get().estimate();
      Estimate b = there.get().estimate();
      saved.add(a.cost() - b.cost());
      cpuSaved.add(a.cpu() - b.cpu());
      wallSaved += (a.wall() - b.wall()) / n;
      cost += b.cost() / n;
      cpuCost += b.cpu() / n;
      error.add(here.get(), 1 / n, a.waiting());
      error.add(there.get(), -1 / n, b.waiting());
      cpuError.add(here.get(), 1 / n, 0);
      cpuError.add(there.get(), -1 / n, 0);
      wallError.add(here.get(), 1 / n, 1);
      wallError.add(there.get(), -1 / n, 1);
    }
    double widening = from.equals(to) ? 0 : Math.max(1, profile.error().widening());
    return Optional.of(
        new Saving(
            cost,
            cpuCost,
            mean(saved),
            mean(cpuSaved),
            wallSaved,
            widening * error.value(),
            widening * cpuError.value(),
            widening * wallError.value(),
            spread(saved),
            spread(cpuSaved)));
  }

  /** CPU of the system calls that reading a GiB by so many bytes at a time takes, in s/GiB. */
  public double systemCalls(double chunk) {
    return hops.systemCalls(chunk);
  }

  /** A cell, and what share of a workload's bytes cost what it costs. */
  private record Part(Cell cell, double share) {}

  /** What a workload is made of. */
  private final class Parts {
    private final List<Part> parts;
    private final Surface cpuSurface;
    private final Surface wallSurface;
    private final double chunkCost;
    private final double deviceShare;

    Parts(List<Part> parts, boolean copies, double chunkCost, double deviceShare) {
      this.parts = parts;
      this.chunkCost = chunkCost;
      this.deviceShare = deviceShare;
      cpuSurface = copies ? cpuOfCopies : cpu;
      wallSurface = copies ? wallOfCopies : wall;
    }

    Estimate estimate() {
      double plain = 0;
      double elapsed = 0;
      for (Part part : parts) {
        plain += part.share * cpuSurface.at(part.cell).value();
        elapsed += part.share * wallSurface.at(part.cell).value();
      }
      plain = Math.max(0, plain);
      // What a buffer of another size adds to the CPU time also passes.
      double more = Math.max(chunkCost, -MOST_SPARED * plain);
      return new Estimate(plain + more, Math.max(0, elapsed + more), deviceShare);
    }
  }

  /** The deviation of a weighted sum of parts. */
  private static final class Deviation {
    private final LinearForm cpu = new LinearForm();
    private final LinearForm wall = new LinearForm();

    void add(Parts parts, double weight, double waiting) {
      for (Part part : parts.parts) {
        double share = weight * part.share;
        cpu.add(parts.cpuSurface, part.cell, share * (1 - waiting));
        wall.add(parts.wallSurface, part.cell, share * waiting);
      }
    }

    double value() {
      return Math.sqrt(cpu.variance() + wall.variance());
    }
  }

  private Optional<Parts> parts(Way way, Workload work) {
    Way near = nearest(way);
    boolean copy = work.egress() == Egress.FILE;
    if (!known.contains(List.of(near, copy))) {
      return Optional.empty();
    }
    double chunkCost = hops.cpu(way, work.size(), 1) - hops.cpu(near, work.size(), 1);
    if (copy) {
      return Optional.of(
          new Parts(List.of(new Part(cell(near, Residency.HOT, work), 1)), true, chunkCost, 0));
    }
    if (way.technique().isDirectIo()) {
      return Optional.of(
          new Parts(List.of(new Part(cell(near, Residency.COLD, work), 1)), false, chunkCost, 1));
    }
    double hits = known.contains(Residency.COLD) ? work.hitShare() : 1;
    List<Part> parts = new ArrayList<>();
    double hot = hits;
    if (hits < 1) {
      boolean pressed = work.pressure() && known.contains(List.of(near, Residency.PRESSURE));
      double d = pressed ? pressedDevice.at(work.size()) : 1;
      if (d < LEAST_DEVICE_SHARE) {
        pressed = false;
        d = 1;
      }
      hot -= (1 - hits) * (1 - d) / d;
      parts.add(
          new Part(
              cell(near, pressed ? Residency.PRESSURE : Residency.COLD, work), (1 - hits) / d));
    }
    if (hot != 0) {
      parts.add(new Part(cell(near, Residency.HOT, work), hot));
    }
    return Optional.of(new Parts(parts, false, chunkCost, 1 - hits));
  }

  private static Cell cell(Way way, Residency residency, Workload work) {
    int clients = work.clients() > 1 ? MANY : 1;
    return new Cell(way, residency, Surface.round(work.size()), clients, work.egress());
  }

  /** The way that was measured and is most like this one. */
  private static Way nearest(Way way) {
    Technique technique = way.technique();
    return switch (technique) {
      case STREAM -> Way.STREAM_8K;
      case HEAP -> Way.HEAP_64K;
      case DIRECT_BUFFER -> Way.DIRECT_BUFFER_64K;
      case DIRECT_ASYNC -> Way.DIRECT_ASYNC_1M;
      case MMAP -> Way.MMAP;
      case SENDFILE -> Way.SENDFILE;
      case COPY_FILE_RANGE -> Way.COPY_FILE_RANGE;
      case DIRECT_IO ->
          Math.abs(Math.log(way.chunk() / 65536.0)) <= Math.abs(Math.log(way.chunk() / 1048576.0))
              ? Way.DIRECT_IO_64K
              : Way.DIRECT_IO_1M;
    };
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }

  private static double spread(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / values.size());
  }
}
