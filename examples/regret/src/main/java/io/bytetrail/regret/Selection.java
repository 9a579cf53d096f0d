package io.bytetrail.regret;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A part of the grid: names of devices and of residencies, and sizes. Where none of a kind is
 * named, all of it are meant.
 */
record Selection(List<String> only, List<Long> sizes) {
  private static final List<String> UNITS = List.of("kib", "mib", "gib");
  private static final int BITS_A_UNIT = 10;

  /** The cells meant, of a grid that holds these sizes. */
  List<GridCell> of(boolean quick) {
    Set<Egress> egresses = EnumSet.noneOf(Egress.class);
    Set<Residency> residencies = EnumSet.noneOf(Residency.class);
    for (String word : only) {
      add(word.strip().toUpperCase(Locale.ROOT), egresses, residencies);
    }
    if (egresses.isEmpty()) {
      egresses.add(Egress.LOOPBACK);
      if (!quick) {
        egresses.add(Egress.VETH);
      }
    }
    if (residencies.isEmpty()) {
      residencies = EnumSet.allOf(Residency.class);
    }
    return GridCell.grid(sizes.isEmpty() ? GridCell.sizes(quick) : sizes, egresses, residencies);
  }

  private static void add(String word, Set<Egress> egresses, Set<Residency> residencies) {
    if (Arrays.stream(Residency.values()).anyMatch(each -> each.name().equals(word))) {
      residencies.add(Residency.valueOf(word));
    } else if (word.equals("LOOPBACK") || word.equals("VETH")) {
      egresses.add(Egress.valueOf(word));
    } else {
      throw new IllegalArgumentException(
          "--only=" + word.toLowerCase(Locale.ROOT) + ": hot, cold, pressure, loopback or veth");
    }
  }

  /** {@code 16KiB,4MiB}. */
  static List<Long> sizes(List<String> texts) {
    List<Long> sizes = new ArrayList<>();
    for (String text : texts) {
      sizes.add(size(text.strip().toLowerCase(Locale.ROOT)));
    }
    return sizes;
  }

  private static long size(String text) {
    for (String unit : UNITS) {
      if (text.endsWith(unit)) {
        String number = text.substring(0, text.length() - unit.length()).strip();
        if (number.matches("[1-9]\\d{0,3}")) {
          return Long.parseLong(number) << (BITS_A_UNIT * (1 + UNITS.indexOf(unit)));
        }
      }
    }
    throw new IllegalArgumentException("--sizes=" + text + ": write 16KiB or 4MiB");
  }
}
