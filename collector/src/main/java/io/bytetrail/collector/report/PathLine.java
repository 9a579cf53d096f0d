package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A copy path on one line: {@code vda ═DMA═▶ page cache ─cpu▶ native ─jvm▶ heap}. The arrow says
 * who moved the bytes.
 */
public final class PathLine {
  /** What a part of the line is: a station, or an arrow of one kind. */
  public enum Kind {
    STATION,
    DMA,
    CPU,
    JVM,
    REFERENCE,
    UNKNOWN,
    /** Some of the bytes were copied, of the others a reference was passed on. */
    MIXED;

    /** Of the arrow for a hop. */
    public static Kind of(Hop hop) {
      return switch (hop.mover()) {
        case DMA -> DMA;
        case CPU -> isInJvm(hop) ? JVM : CPU;
        case NONE -> REFERENCE;
        case UNKNOWN -> UNKNOWN;
      };
    }
  }

  /** A station or an arrow, as it is printed; parts stand a blank apart. */
  public record Part(Kind kind, String text) {}

  private final Style style;

  PathLine(Style style) {
    this.style = style;
  }

  String of(Route route) {
    return parts(route).stream().map(this::painted).collect(Collectors.joining(" "));
  }

  /** The line in its parts; none for a route without hops. */
  public static List<Part> parts(Route route) {
    List<Hop> hops = route.hops();
    List<Part> parts = new ArrayList<>();
    String at = "";
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      Set<Mover> movers = EnumSet.of(hop.mover());
      while (i + 1 < hops.size() && isBeside(hop, hops.get(i + 1))) {
        movers.add(hops.get(++i).mover());
      }
      if (parts.isEmpty()) {
        parts.add(new Part(Kind.STATION, station(hop.from(), route)));
      } else if (!hop.from().equals(at) && movers.size() == 1) {
        Part before = parts.remove(parts.size() - 1);
        parts.add(new Part(Kind.STATION, before.text() + ", " + station(hop.from(), route)));
      }
      parts.add(arrow(movers.size() > 1 ? Kind.MIXED : Kind.of(hop)));
      parts.add(new Part(Kind.STATION, station(hop.to(), route)));
      at = hop.to();
    }
    return parts;
  }

  /** Two movers between the same stations: part of the bytes went one way, part the other. */
  private static boolean isBeside(Hop hop, Hop next) {
    return hop.from().equals(next.from()) && hop.to().equals(next.to());
  }

  private static Part arrow(Kind kind) {
    return new Part(
        kind,
        switch (kind) {
          case DMA -> "═DMA═▶";
          case CPU -> "─cpu▶";
          case JVM -> "─jvm▶";
          case REFERENCE -> "╌ref╌▶";
          case MIXED -> "─cpu+ref▶";
          case UNKNOWN, STATION -> "─?▶";
        });
  }

  private String painted(Part part) {
    return switch (part.kind()) {
      case DMA -> style.dma(part.text());
      case CPU, JVM, MIXED -> style.copy(part.text());
      case REFERENCE -> style.reference(part.text());
      case UNKNOWN, STATION -> part.text();
    };
  }

  private static boolean isInJvm(Hop hop) {
    return hop.from().equals("heap")
        || hop.to().equals("heap")
        || (hop.from().equals("direct-buffer") && hop.to().equals("direct-buffer"));
  }

  /** A station of this route in words: the device by its name. */
  public static String station(String station, Route route) {
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
