package io.bytetrail.collector.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A copy path on one line: {@code vda ═DMA═▶ page cache ─cpu▶ native ─jvm▶ heap}. The arrow says
 * who moved the bytes.
 */
final class PathLine {
  private final Style style;

  PathLine(Style style) {
    this.style = style;
  }

  String of(Route route) {
    List<Hop> hops = route.hops();
    if (hops.isEmpty()) {
      return "";
    }
    StringBuilder line = new StringBuilder(station(hops.get(0).from(), route));
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      Set<Mover> movers = EnumSet.of(hop.mover());
      while (i + 1 < hops.size() && isBeside(hop, hops.get(i + 1))) {
        movers.add(hops.get(++i).mover());
      }
      if (i > 0 && !hop.from().equals(hops.get(i - 1).to()) && movers.size() == 1) {
        line.append(", ").append(station(hop.from(), route));
      }
      line.append(' ').append(arrow(hop, movers)).append(' ').append(station(hop.to(), route));
    }
    return line.toString();
  }

  /** Two movers between the same stations: part of the bytes went one way, part the other. */
  private static boolean isBeside(Hop hop, Hop next) {
    return hop.from().equals(next.from()) && hop.to().equals(next.to());
  }

  private String arrow(Hop hop, Set<Mover> movers) {
    if (movers.size() > 1) {
      return style.copy("─cpu+ref▶");
    }
    return switch (hop.mover()) {
      case DMA -> style.dma("═DMA═▶");
      case CPU -> style.copy(isInJvm(hop) ? "─jvm▶" : "─cpu▶");
      case NONE -> style.reference("╌ref╌▶");
      case UNKNOWN -> "─?▶";
    };
  }

  private static boolean isInJvm(Hop hop) {
    return hop.from().equals("heap")
        || hop.to().equals("heap")
        || (hop.from().equals("direct-buffer") && hop.to().equals("direct-buffer"));
  }

  private static String station(String station, Route route) {
    return switch (station) {
      case "device" -> route.device().isEmpty() ? "device" : route.device();
      case "page-cache" -> "page cache";
      case "native-buffer" -> "native";
      case "direct-buffer" -> "direct buffer";
      case "socket-buffer" -> "socket";
      case "pipe-buffer" -> "pipe";
      case "bounce-buffer" -> "bounce buffer";
      case "virtual-nic" -> route.netdev() + " (" + virtual(route) + ")";
      case "loopback" -> route.netdev() + " (loopback, no NIC)";
      case "nic" -> route.netdev() + " (NIC)";
      default -> station;
    };
  }

  /** {@code veth, port of docker0}. */
  private static String virtual(Route route) {
    Movement.Network network = route.movement().network();
    if (network == null) {
      return "virtual";
    }
    return network.kind() + (network.bridge().isEmpty() ? "" : ", port of " + network.bridge());
  }
}
