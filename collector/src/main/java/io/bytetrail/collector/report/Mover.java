package io.bytetrail.collector.report;

/** Who moved the bytes of a {@link Hop}. */
public enum Mover {
  /** A device, while the CPU did other work. */
  DMA,
  /** A loop of instructions: every byte passed through a register and the CPU's caches. */
  CPU,
  /** Nobody: a reference was passed on. This is what zero-copy is. */
  NONE,
  /** A device of a kind bytetrail does not know: it is not said to use DMA without evidence. */
  UNKNOWN
}
