package io.bytetrail.collector.report;

import java.util.Objects;

/**
 * How a route's bytes came from the file to where they went.
 *
 * @param via the framework's frame through which the site opened the file, such as {@code
 *     org.apache.catalina.…(DefaultServlet.java:834)}; empty when it opened it itself
 * @param transformed what was done to the bytes between the read and the write: {@code tls}, {@code
 *     deflate}, {@code inflate}; empty when they were passed on as they were. Of transformed bytes
 *     no kernel can pass on a reference
 * @param evidence how it is known that the write passes on what was read: {@code ACCOUNTED} by the
 *     identity of the buffer, {@code MODELLED} when it is inferred
 * @param confidence that it does, from 0 to 1; 1 where identity shows it
 * @param zeroCopyAsked whether the application, or its framework, asked for zero-copy
 * @param zeroCopyRefused why it was not obtained; empty when it was, or was not asked for
 */
public record Lineage(
    String via,
    String transformed,
    EvidenceKind evidence,
    double confidence,
    boolean zeroCopyAsked,
    String zeroCopyRefused) {
  /** One call, or a chain that the identity of the buffer shows. */
  public static final Lineage EXACT = new Lineage("", "", EvidenceKind.ACCOUNTED, 1, false, "");

  /** The same, but for the framework's frame. */
  public Lineage via(String frame) {
    return new Lineage(frame, transformed, evidence, confidence, zeroCopyAsked, zeroCopyRefused);
  }

  public Lineage {
    via = Objects.requireNonNullElse(via, "");
    transformed = Objects.requireNonNullElse(transformed, "");
    evidence = Objects.requireNonNullElse(evidence, EvidenceKind.ACCOUNTED);
    zeroCopyRefused = Objects.requireNonNullElse(zeroCopyRefused, "");
  }
}
