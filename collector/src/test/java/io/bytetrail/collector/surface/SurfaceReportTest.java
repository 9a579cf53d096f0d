package io.bytetrail.collector.surface;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.surface.SurfaceRow.State;
import io.bytetrail.ledger.Operation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurfaceReportTest {
  private static final String NO_PROBE = "no probe here";

  @Test
  void aRowIsExactToTheByteOrDiffers() {
    assertThat(row(Moved.read(100), read(100)).state()).isEqualTo(State.EXACT);
    assertThat(row(Moved.read(100), read(99)).state()).isEqualTo(State.DIFFERS);
    assertThat(row(Moved.read(100), read(101)).state()).isEqualTo(State.DIFFERS);
    assertThat(row(Moved.readAtLeast(100), read(101)).state()).isEqualTo(State.EXACT);
    assertThat(row(Moved.through(100), read(100)).state()).isEqualTo(State.DIFFERS);
  }

  @Test
  void whatGoesOutOfAMappingIsReadToo() {
    Counted map = new Counted(3, Operation.MAP, 1, 100);
    Counted write = new Counted(4, Operation.SOCKET_CHANNEL_WRITE_MAPPED, 1, 100);
    Moved moved = Moved.mapped(100).and(Moved.through(100));

    assertThat(row(moved, map, write).state()).isEqualTo(State.EXACT);
  }

  @Test
  void aRowNobodySawIsShownAndNoGoodWithoutAReason() {
    SurfaceReport report = report(row(Moved.read(100)));

    assertThat(report.isGood()).isFalse();
    assertThat(SurfaceText.of(report)).contains("tried", "not seen", "read 0 of 100");
    assertThat(report(row(driven(Moved.read(100), "", "a native method"))).isGood()).isTrue();
  }

  @Test
  void aDriverThatFailsIsShownAndNoGood() {
    SurfaceReport report = report(row(driven(Moved.NOTHING, "broken", "")));

    assertThat(report.isGood()).isFalse();
    assertThat(SurfaceText.of(report)).contains("failed", "broken", "not asked: " + NO_PROBE);
    assertThat(report.json()).contains("\"state\" : \"FAILED\"");
  }

  private static Counted read(long bytes) {
    return new Counted(3, Operation.FILE_INPUT_STREAM_READ, 1, bytes);
  }

  private static SurfaceRow row(Moved moved, Counted... lanes) {
    return row(driven(moved, "", ""), lanes);
  }

  private static SurfaceRow row(Driven.Operation driven, Counted... lanes) {
    return SurfaceRow.of(driven, JfrSeen.NOTHING, List.of(lanes), Optional.empty(), NO_PROBE);
  }

  private static Driven.Operation driven(Moved moved, String failure, String unseenWhy) {
    return new Driven.Operation("tried", "Family", "Site.tried(", moved, "", failure, unseenWhy);
  }

  private static SurfaceReport report(SurfaceRow row) {
    return new SurfaceReport("JDK", List.of(row), NO_PROBE, "", 0, "");
  }
}
