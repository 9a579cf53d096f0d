package io.bytetrail.collector.report;

/**
 * How much of the page cache one has taken from another, by memory reclaim. Truncated, deleted and
 * dropped pages are none of it.
 *
 * @param evictor for whom memory was reclaimed
 * @param victim whose pages it took: of the route that last read the file; may be the evictor
 *     itself
 * @param evictedBytes taken
 * @param refaultedBytes of what this evictor took, brought in again by this victim: reads that the
 *     evictor has caused
 * @param evidence {@code KERNEL} where the evictor's own thread reclaimed; {@code MODELLED} for its
 *     share of what the kernel's threads took ahead of need, by what each added to the page cache
 */
public record Eviction(
    Party evictor, Party victim, long evictedBytes, long refaultedBytes, EvidenceKind evidence) {

  /** What a party is. */
  public enum Kind {
    /** A route of this report. */
    ROUTE,
    /** This process outside its routes: its heap, native code, class loading. */
    PROCESS,
    /** Another process of the host; as a victim, a file that only such ones have read. */
    OTHER,
    /** The kernel's own threads, where it is not known for whom. */
    KERNEL,
    /** Several of these, and not known which. */
    SEVERAL
  }

  /**
   * One side of it.
   *
   * @param name the site of a route; the name of a process; the last component of a file's path
   * @param strategy of a route, else empty
   * @param sizeClass of a route, else empty
   * @param target of a route, else empty
   */
  public record Party(Kind kind, String name, String strategy, String sizeClass, String target) {
    public static Party route(Route route) {
      return new Party(
          Kind.ROUTE, route.site(), route.strategy(), route.sizeClass(), route.target());
    }

    /** One that is no route. */
    public static Party of(Kind kind, String name) {
      return new Party(kind, name, "", "", "");
    }

    /** Whether it is this route. */
    public boolean is(Route route) {
      return equals(route(route));
    }
  }

  /** Whether somebody else lost by it. */
  public boolean isAmongOthers() {
    return !evictor.equals(victim);
  }
}
