package io.bytetrail.collector.cost;

import io.bytetrail.collector.calibration.Cell;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.Way;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Costs as they were measured, interpolated between the sizes.
 *
 * <p>One connection over loopback was measured at all sizes. Several connections, another device
 * and memory pressure were measured at a few: their ratio to the former is interpolated too.
 *
 * <pre>
 *   cost(way, residency, size, clients, egress) =
 *       base(way, residency, size)
 *     × many(size)^(log clients / log 8)       many  = cost of 8 clients ÷ of one
 *     × other(size)                            other = cost over the egress ÷ over loopback
 * </pre>
 *
 * all in s/GiB. Of what misses under pressure, the cost of a byte is told from the measured mix of
 * hits and misses.
 */
final class MeasuredCosts {
  private static final double MANY = 8;
  private static final double LEAST_DEVICE_SHARE = 0.2;

  /** What curves are kept by. */
  private record Key(Way way, Residency residency, boolean many, Egress egress) {}

  private record Curves(Curve cpu, Curve wall, Curve device, Curve error) {
    Curves() {
      this(new Curve(), new Curve(), new Curve(), new Curve());
    }
  }

  private final Map<Key, Curves> measured = new HashMap<>();

  MeasuredCosts(Profile profile) {
    for (CellCost cost : profile.cells()) {
      Cell cell = cost.cell();
      Curves curves =
          measured.computeIfAbsent(
              new Key(cell.way(), cell.residency(), cell.clients() > 1, cell.egress()),
              unused -> new Curves());
      double size = (double) cell.size();
      curves.cpu.put(size, cost.cpu().median());
      curves.wall.put(size, cost.wall().median());
      curves.device.put(size, cost.deviceShare());
      curves.error.put(size, cost.cpu().relativeError());
    }
  }

  /** CPU cost of one connection over loopback by size; empty when it was not measured. */
  Curve base(Way way, Residency residency) {
    Curves curves = base(way, residency, Egress.LOOPBACK);
    return curves == null ? new Curve() : curves.cpu;
  }

  /** What a workload costs; empty where nothing like it was measured. */
  Optional<Estimate> of(Way way, Workload work) {
    if (work.egress() == Egress.FILE) {
      Curves curves = base(way, Residency.HOT, Egress.FILE);
      return Optional.ofNullable(curves).map(known -> plain(known, work.size()));
    }
    Estimate miss = at(way, Residency.COLD, work);
    if (way.technique().isDirectIo()) {
      return Optional.ofNullable(miss).map(found -> withDevice(found, 1));
    }
    Estimate hit = at(way, Residency.HOT, work);
    if (hit == null) {
      return Optional.empty();
    }
    if (miss == null || work.hitShare() >= 1) {
      return Optional.of(withDevice(hit, 0));
    }
    Estimate evicting = work.pressure() ? evicting(way, work, hit) : null;
    return Optional.of(
        withDevice(hit, 0).mix(work.hitShare(), withDevice(evicting == null ? miss : evicting, 1)));
  }

  /** The cost of a byte that misses, where a measured mix of d misses has (1 − d) hits. */
  private Estimate evicting(Way way, Workload work, Estimate hit) {
    Curves curves = base(way, Residency.PRESSURE, Egress.LOOPBACK);
    Curves cold = base(way, Residency.COLD, Egress.LOOPBACK);
    if (curves == null || cold == null) {
      return null;
    }
    double share = Math.min(1, curves.device.at(work.size()));
    if (share < LEAST_DEVICE_SHARE) {
      return null;
    }
    double size = work.size();
    // What pressure adds to a miss, at the sizes where both were measured.
    Curve more = curves.cpu.combine(cold.cpu, (pressed, plain) -> pressed / plain);
    Curve longer = curves.wall.combine(cold.wall, (pressed, plain) -> pressed / plain);
    double cpu = (cold.cpu.at(size) * more.at(size) - (1 - share) * hit.cpu()) / share;
    double wall = (cold.wall.at(size) * longer.at(size) - (1 - share) * hit.wall()) / share;
    return new Estimate(
        Math.max(cpu, hit.cpu()), Math.max(wall, hit.wall()), 1, curves.error.at(size));
  }

  private Estimate at(Way way, Residency residency, Workload work) {
    Curves base = base(way, residency, Egress.LOOPBACK);
    if (base == null) {
      return null;
    }
    Estimate plain = plain(base, work.size());
    double exponent = Math.log(Math.max(1, work.clients())) / Math.log(MANY);
    Curves many = measured.get(new Key(way, residency, true, Egress.LOOPBACK));
    Curves other = null;
    Curves same = null;
    if (work.egress() == Egress.VETH) {
      // Over it, what is in the page cache was measured; past it, nothing.
      other = base(way, Residency.HOT, Egress.VETH);
      same = base(way, Residency.HOT, Egress.LOOPBACK);
    }
    double size = work.size();
    double cpu = plain.cpu() * Math.pow(ratio(many, base, true, size), exponent);
    double wall = plain.wall() * Math.pow(ratio(many, base, false, size), exponent);
    cpu *= ratio(other, same, true, size);
    wall *= ratio(other, same, false, size);
    return new Estimate(cpu, wall, plain.deviceShare(), plain.relativeError());
  }

  private static double ratio(Curves part, Curves whole, boolean cpu, double size) {
    if (part == null || whole == null) {
      return 1;
    }
    Curve of = cpu ? part.cpu : part.wall;
    return of.combine(cpu ? whole.cpu : whole.wall, (a, b) -> a / b).at(size);
  }

  private static Estimate plain(Curves curves, double size) {
    return new Estimate(
        curves.cpu.at(size), curves.wall.at(size), curves.device.at(size), curves.error.at(size));
  }

  private static Estimate withDevice(Estimate estimate, double share) {
    return new Estimate(estimate.cpu(), estimate.wall(), share, estimate.relativeError());
  }

  private Curves base(Way way, Residency residency, Egress egress) {
    return measured.get(new Key(way, residency, false, egress));
  }
}
