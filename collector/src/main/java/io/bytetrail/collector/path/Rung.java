package io.bytetrail.collector.path;

/** How much can be known, best first. */
public enum Rung {
  /** eBPF programs count by lane. */
  KERNEL("kernel"),
  /** {@code /proc} counts for the process; what a lane had of it is modelled. */
  ACCOUNTED("accounted"),
  /** Only the agent counts. */
  MODELLED("modelled");

  private final String label;

  Rung(String label) {
    this.label = label;
  }

  /** As reports name it. */
  public String label() {
    return label;
  }
}
