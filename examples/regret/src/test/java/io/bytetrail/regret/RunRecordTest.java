package io.bytetrail.regret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Residency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final GridCell CELL = new GridCell(1 << 20, Residency.COLD, 8, Egress.VETH);

  @TempDir private Path directory;

  @Test
  void whatWasMeasuredIsReadBack() throws Exception {
    Measured measured = new Measured();
    measured.add(Contender.MMAP, new Sample(0.25, 0.5, 1, 0.75));
    measured.add(Contender.MMAP, new Sample(0.5, 0.5, 1, 0.75));
    RunRecord record = new RunRecord(directory);
    record.write(Map.of(CELL, measured));

    Map<GridCell, Measured> read = record.read();
    assertThat(read).containsOnlyKeys(CELL);
    assertThat(read.get(CELL).samples()).isEqualTo(measured.samples());
  }

  @Test
  void saysWhatIsWrongWithAnotherFile() throws Exception {
    Files.writeString(directory.resolve("truth.json"), "[{\"cell\": 5");
    assertThatThrownBy(() -> new RunRecord(directory).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("truth.json is not what a run of regret has measured");
  }

  @Test
  void aCellWithoutAReportHasNoAdvice() throws Exception {
    Map<GridCell, String> leftOut = new LinkedHashMap<>();
    AdviceReading reading = new AdviceReading(new RunRecord(directory), Optional.empty());
    assertThat(reading.of(List.of(CELL), leftOut)).isEmpty();
  }
}
