package io.bytetrail.regret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has measured, in a directory: the truth of each cell as soon as it is known, and the
 * reports that advice was taken from. Advice can be given anew from these, by another build or
 * another calibration, and held against the same truth.
 */
final class RunRecord {
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;

  /** Its names are fixed within the directory. */
  RunRecord(Path directory) {
    this.directory = directory;
  }

  /** A cell and its samples. */
  record Truth(GridCell cell, Map<Contender, List<Sample>> samples) {}

  Path profile() {
    return directory.resolve("profile.json");
  }

  private Path truth() {
    return directory.resolve("truth.json");
  }

  /** Where the report goes that a server writes. */
  Path report(GridCell cell, int chunk) {
    return directory.resolve("reports").resolve(cell.server() + "-" + chunk + ".json");
  }

  /** Keeps the cells measured so far. */
  void write(Map<GridCell, Measured> measured) throws IOException {
    List<Truth> all = new ArrayList<>();
    measured.forEach((cell, each) -> all.add(new Truth(cell, each.samples())));
    JSON.writeValue(truth().toFile(), all);
  }

  /**
   * The cells of an earlier run.
   *
   * @throws IOException when there is none, or not a whole one; the message says so
   */
  Map<GridCell, Measured> read() throws IOException {
    List<Truth> all;
    try {
      all = JSON.readValue(truth().toFile(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IOException(truth() + " is not what a run of regret has measured", e);
    }
    Map<GridCell, Measured> measured = new LinkedHashMap<>();
    for (Truth each : all) {
      Measured cell = new Measured();
      each.samples().forEach((contender, samples) -> samples.forEach(s -> cell.add(contender, s)));
      measured.put(each.cell(), cell);
    }
    return measured;
  }

  /** The report of a server; null when there is none. */
  Report readReport(GridCell cell, int chunk) throws IOException {
    Path file = report(cell, chunk);
    if (!Files.exists(file)) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ReportJson.read(in);
    }
  }
}
