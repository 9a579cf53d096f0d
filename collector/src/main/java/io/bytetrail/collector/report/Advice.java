package io.bytetrail.collector.report;

import java.util.List;

/**
 * What to do about a route.
 *
 * @param verdict {@code keep}, {@code change} or {@code unknown}
 * @param strategy the best strategy known for this route; the present one when the verdict is not
 *     {@code change}
 * @param why one sentence with the figures the verdict rests on
 * @param cpuSavedPerGiB CPU seconds saved for each GiB moved; 0 unless the verdict is {@code
 *     change}
 * @param interval lower and upper bound of {@code cpuSavedPerGiB}
 * @param change how to do it in Java; empty unless the verdict is {@code change}
 */
public record Advice(
    String verdict,
    String strategy,
    String why,
    double cpuSavedPerGiB,
    List<Double> interval,
    String change) {}
