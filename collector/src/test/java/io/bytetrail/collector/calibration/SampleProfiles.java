package io.bytetrail.collector.calibration;

import io.bytetrail.collector.calibration.Profile.ModelError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** Calibrations of a host that is not there. */
public final class SampleProfiles {
  public static final Host HOST =
      new Host(
          "a1b2", "Model 7", 2, 24L << 30, "6.18.0", "17.0.15", 17, "OpenJDK 64-Bit Server VM");

  private static final long KIB = 1 << 10;
  private static final List<Long> SIZES =
      List.of(4 * KIB, 64 * KIB, 1024 * KIB, 16 * 1024 * KIB, 256 * 1024 * KIB);

  /** A kernel under which every way goes its own way, and is known to the last digit. */
  private static final List<Double> EXACT =
      List.of(1.0, 0.1, 0.1, 1.0, 1.0, 1.0, 0.001, 0.001, 0.001, 0.001, 1e-7, 16.0);

  private SampleProfiles() {}

  /**
   * One in which a GiB costs what is said, in CPU seconds; from the device it takes 0.1 more, and a
   * second.
   */
  public static Profile of(ToDoubleBiFunction<Way, Long> cpu) {
    List<CellCost> cells = new ArrayList<>();
    for (Way way : Way.TO_SOCKET) {
      for (long size : SIZES) {
        double hot = cpu.applyAsDouble(way, size);
        boolean direct = way.technique().isDirectIo();
        if (!direct) {
          cells.add(cost(way, Residency.HOT, size, Egress.LOOPBACK, hot, hot, 0));
        }
        double cold = direct ? hot : hot + 0.1;
        cells.add(cost(way, Residency.COLD, size, Egress.LOOPBACK, cold, Math.max(1, cold), 1));
      }
    }
    for (Way way : Way.TO_FILE) {
      for (long size : SIZES) {
        double hot = cpu.applyAsDouble(way, size);
        cells.add(cost(way, Residency.HOT, size, Egress.FILE, hot, hot, 0));
      }
    }
    return new Profile(
        Profile.SCHEMA,
        "2026-01-02T03:04:05Z",
        100,
        HOST,
        new Storage("ext4", "vda", 4096, 128 << 10),
        cells,
        Map.of(
            Primitive.SYSTEM_CALL, new Primitive(Figure.of(List.of(300.0)), "ns"),
            Primitive.SOCKET_CALL, new Primitive(Figure.of(List.of(1000.0)), "ns")),
        new Profile.Fit(EXACT, EXACT),
        new ModelError(0.02, 0.05, 0.3, 0.6, 1, 10),
        List.of());
  }

  private static CellCost cost(
      Way way, Residency residency, long size, Egress egress, double cpu, double wall, double d) {
    List<Double> samples = List.of(0.99 * cpu, cpu, cpu, cpu, 1.01 * cpu);
    return new CellCost(
        new Cell(way, residency, size, 1, egress),
        Figure.of(samples),
        Figure.of(List.of(0.2)),
        Figure.of(List.of(wall)),
        d);
  }

  /** The same, of another host, filesystem or JDK. */
  public static Profile with(Profile profile, Host host, Storage storage) {
    return new Profile(
        profile.schema(),
        profile.created(),
        profile.seconds(),
        host,
        storage,
        profile.cells(),
        profile.primitives(),
        profile.fit(),
        profile.error(),
        profile.notes());
  }
}
