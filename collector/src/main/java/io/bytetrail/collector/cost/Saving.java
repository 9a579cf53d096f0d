package io.bytetrail.collector.cost;

/**
 * What a way costs, and saves against another, in seconds a GiB: the mean over some workloads.
 *
 * @param cost as strategies are ranked
 * @param cpu CPU seconds
 * @param saved of the cost
 * @param cpuSaved of the CPU seconds
 * @param wallSaved of the elapsed seconds
 * @param error standard deviation of {@code saved}, as the calibration's cross-validation has it
 * @param cpuError of {@code cpuSaved}
 * @param wallError of {@code wallSaved}
 * @param spread standard deviation of {@code saved} among the workloads
 * @param cpuSpread of {@code cpuSaved}
 */
public record Saving(
    double cost,
    double cpu,
    double saved,
    double cpuSaved,
    double wallSaved,
    double error,
    double cpuError,
    double wallError,
    double spread,
    double cpuSpread) {}
