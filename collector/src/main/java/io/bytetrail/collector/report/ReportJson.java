package io.bytetrail.collector.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The report as JSON: the record {@link Report}, field by field. */
public final class ReportJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReportJson() {}

  public static byte[] bytes(Report report) throws IOException {
    return MAPPER.writeValueAsBytes(report);
  }

  /**
   * Writes the report so that a reader of the file sees the whole of it or the one before: into a
   * file beside it, which then takes its place.
   */
  public static void write(Report report, Path file) throws IOException {
    byte[] json = bytes(report);
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path beside = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
    try {
      try (OutputStream out = Files.newOutputStream(beside)) {
        out.write(json);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** A report that {@link #write} wrote; fields this build does not know are skipped. */
  public static Report read(InputStream json) throws IOException {
    try {
      Map<String, Object> fields = MAPPER.readValue(json, new TypeReference<>() {});
      Object schema = fields.get("schema");
      if (!Integer.valueOf(Report.SCHEMA).equals(schema)) {
        throw new IOException(
            "its schema is " + schema + ", and this bytetrail reads " + Report.SCHEMA);
      }
      return MAPPER.convertValue(fields, Report.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("it is not a bytetrail report: " + e.getMessage(), e);
    }
  }
}
