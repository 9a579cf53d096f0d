package io.bytetrail.collector.surface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;

/**
 * The table: every operation of one JDK.
 *
 * @param jdk its name and version
 * @param rows in the order of families
 * @param noKernel why the kernel was not asked; empty when it was
 * @param noJfr why there is no recording; empty when there is one
 * @param suppressed errors that the agent's hooks kept from the drivers
 * @param firstError of these
 */
public record SurfaceReport(
    String jdk,
    List<SurfaceRow> rows,
    String noKernel,
    String noJfr,
    long suppressed,
    String firstError) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Whether every row is as it has to be, and what the kernel saw agrees. */
  public boolean isGood() {
    return suppressed == 0
        && rows.stream().allMatch(SurfaceRow::isAccountedFor)
        && (!noKernel.isEmpty() || rows.stream().allMatch(row -> row.kernel().exact()));
  }

  public long count(SurfaceRow.State state) {
    return rows.stream().filter(row -> row.state() == state).count();
  }

  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
