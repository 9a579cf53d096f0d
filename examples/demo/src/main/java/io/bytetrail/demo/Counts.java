package io.bytetrail.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the report has counted for one strategy and file size. The difference of two is a phase.
 *
 * @param callsEvidence how the system calls are known
 * @param deviceEvidence how the bytes moved by a device are known
 */
record Counts(
    long fileBytes,
    long cacheHitBytes,
    long readAheadBytes,
    long stalledBytes,
    long directBytes,
    long dmaBytes,
    long cpuCopiedBytes,
    long jvmCopiedBytes,
    long systemCalls,
    long modeSwitches,
    String callsEvidence,
    String deviceEvidence) {
  private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", "");

  /** Sums the routes of this size class that were opened at sites which begin so. */
  static Counts of(JsonNode report, String sitePrefix, String sizeClass) {
    Counts sum = NONE;
    for (JsonNode route : report.path("routes")) {
      if (route.path("site").asText().startsWith(sitePrefix)
          && route.path("sizeClass").asText().equals(sizeClass)) {
        sum = sum.plus(of(route), 1);
      }
    }
    return sum;
  }

  private static Counts of(JsonNode route) {
    return new Counts(
        route.path("fileBytes").asLong(),
        route.path("cacheHitBytes").asLong(),
        route.path("readAheadBytes").asLong(),
        route.path("stalledBytes").asLong(),
        route.path("directBytes").asLong(),
        route.path("dmaBytes").asLong(),
        route.path("cpuCopiedBytes").asLong(),
        route.path("jvmCopiedBytes").asLong(),
        route.path("systemCalls").asLong(),
        route.path("modeSwitches").asLong(),
        route.path("evidence").path("calls").asText(),
        route.path("evidence").path("device").asText());
  }

  Counts minus(Counts earlier) {
    return plus(earlier, -1);
  }

  private Counts plus(Counts other, int sign) {
    return new Counts(
        fileBytes + sign * other.fileBytes,
        cacheHitBytes + sign * other.cacheHitBytes,
        readAheadBytes + sign * other.readAheadBytes,
        stalledBytes + sign * other.stalledBytes,
        directBytes + sign * other.directBytes,
        dmaBytes + sign * other.dmaBytes,
        cpuCopiedBytes + sign * other.cpuCopiedBytes,
        jvmCopiedBytes + sign * other.jvmCopiedBytes,
        systemCalls + sign * other.systemCalls,
        modeSwitches + sign * other.modeSwitches,
        callsEvidence.isEmpty() ? other.callsEvidence : callsEvidence,
        deviceEvidence.isEmpty() ? other.deviceEvidence : deviceEvidence);
  }
}
