package io.bytetrail.collector.embedded;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * What the collector has of the agent that embeds it.
 *
 * @param markThread makes the hooks count the current thread as bytetrail's own, for good; not
 *     called before there is a ledger
 * @param threads makes daemon threads that are bytetrail's own from their beginning on
 * @param launcher starts a program; null for {@code ProcessBuilder}
 * @param sampling has calls sampled, given how much of one processor that may take; says whether
 *     they can be; null for never
 * @param counting is told, once or more, that counting begins or will not; says whether nothing of
 *     files and sockets has been counted in the ledger until then
 */
public record Embedding(
    Runnable markThread,
    ThreadFactory threads,
    Function<List<String>, Process> launcher,
    DoublePredicate sampling,
    BooleanSupplier counting) {}
