package io.bytetrail.collector.path;

import static io.bytetrail.collector.report.EvidenceKind.ACCOUNTED;
import static io.bytetrail.collector.report.EvidenceKind.MODELLED;

import io.bytetrail.collector.join.LaneFacts;
import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.ledger.Link;

/** Says how it is known that a chain is one, and what became of a wish for zero-copy. */
final class Lineages {
  private static final String COPIED_BY_JDK =
      "the target is no socket or file channel: the JDK reads into a buffer and writes that";

  private static final String NOT_OFFERED =
      "Tomcat's connector does not offer it to this request: useSendfile is off, or the protocol"
          + " has none";
  private static final String WRAPPED =
      "a filter wraps Tomcat's request or response, and has to see the bytes";

  private Lineages() {}

  static Lineage of(Chain chain, NetDevice net) {
    int link = chain.tail() == null ? Link.IDENTITY : chain.tail().link();
    boolean inferred = Link.isInferred(link);
    EvidenceKind evidence = inferred ? MODELLED : ACCOUNTED;
    return new Lineage(
        "",
        Link.transformation(link),
        evidence,
        inferred ? confidence(chain.tail()) : 1,
        isAsked(chain),
        refusal(chain, net));
  }

  /** The share of the checked writes in which what was read was found; 0 if none was checked. */
  private static double confidence(LaneFacts tail) {
    return tail.checked() == 0 ? 0 : (double) tail.confirmed() / tail.checked();
  }

  private static boolean isAsked(Chain chain) {
    return chain.isTransfer()
        || (chain.head() != null
            && (chain.head().operation().isRefusedTransfer() || refusalIndex(chain) != 0));
  }

  private static String refusal(Chain chain, NetDevice net) {
    if (!isAsked(chain)) {
      return "";
    }
    switch (refusalIndex(chain)) {
      case 0 -> {}
      case 1 -> {
        return NOT_OFFERED;
      }
      default -> {
        return WRAPPED;
      }
    }
    if (!chain.isTransfer()) {
      String done = chain.tail() == null ? "" : Link.transformation(chain.tail().link());
      return switch (done) {
        case "" -> COPIED_BY_JDK;
        case "tls" -> "TLS: the bytes are encrypted inside the JVM";
        default -> "the bytes are transformed inside the JVM: " + done;
      };
    }
    long copied = chain.kernel(KernelCounter.EGRESS_COPIED_BYTES);
    return Strategies.isCopied(chain)
        ? "%s takes no pages by reference, as without scatter-gather: %d bytes copied"
            .formatted(net.name().isEmpty() ? "the network device" : net.name(), copied)
        : "";
  }

  private static int refusalIndex(Chain chain) {
    return chain.head() == null ? 0 : Link.refusalIndex(chain.head().link());
  }
}
