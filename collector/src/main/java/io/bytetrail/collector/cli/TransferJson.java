package io.bytetrail.collector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bytetrail.collector.live.Transferred;
import io.bytetrail.ledger.trace.TraceEntry;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For programs: one object a line, its names those of the report where both have the same thing.
 */
final class TransferJson implements TransferFormat {
  private final JsonMapper mapper = new JsonMapper();

  @Override
  public String heading() {
    return "";
  }

  @Override
  public String line(Transferred transfer) {
    TraceEntry entry = transfer.entry();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("end", Instant.ofEpochMilli(entry.endMillis()).toString());
    fields.put("service", transfer.service());
    fields.put("pid", transfer.pid());
    fields.put("transfer", Integer.toUnsignedLong(entry.number()));
    fields.put("continued", entry.continued());
    fields.put("lane", entry.lane());
    fields.put("site", transfer.site());
    fields.put("via", transfer.via());
    fields.put("operation", entry.operation().label());
    fields.put("upstream", entry.upstream() == null ? null : entry.upstream().label());
    fields.put("file", transfer.file());
    fields.put("sizeClass", entry.sizeClass().label());
    fields.put("nanos", entry.nanos());
    fields.put("bytes", entry.bytes());
    fields.put("calls", entry.calls());
    fields.put("jvmCopiedBytes", entry.copiedBytes());
    fields.put("errors", entry.errors());
    fields.put("thread", entry.thread());
    try {
      return mapper.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
