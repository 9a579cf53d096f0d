package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmc.common.IDescribable;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** A recording as JDK Mission Control has it, by its own library: every column with its unit. */
final class MissionControl {
  /** The columns that every event has, which Flight Recorder describes. */
  private static final Set<String> JDK =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private final Map<String, IItemIterable> events = new HashMap<>();

  private MissionControl() {}

  static MissionControl open(Path recording) throws IOException {
    MissionControl opened = new MissionControl();
    try {
      for (IItemIterable each : JfrLoaderToolkit.loadEvents(recording.toFile())) {
        opened.events.put(each.getType().getIdentifier(), each);
      }
    } catch (CouldNotLoadRecordingException e) {
      throw new IOException(recording + " does not open in Mission Control", e);
    }
    return opened;
  }

  /**
   * It shows events of this type, under a label, and describes the type and each of its columns.
   */
  void assertShows(String event) {
    assertThat(events).containsKey(event);
    IType<IItem> type = events.get(event).getType();
    assertThat(events.get(event).getItemCount()).isPositive();
    assertThat(type.getName()).isNotEqualTo(event);
    assertThat(type.getDescription()).isNotEmpty();
    for (Map.Entry<IAccessorKey<?>, ? extends IDescribable> column :
        type.getAccessorKeys().entrySet()) {
      String name = column.getKey().getIdentifier();
      if (!JDK.contains(name)) {
        assertThat(column.getValue().getName()).as(name).isNotEqualTo(name);
        assertThat(column.getValue().getDescription()).as(name).isNotEmpty();
      }
      String unit = column.getKey().getContentType().getIdentifier();
      if (name.endsWith("ytes")) {
        assertThat(unit).as(name).isEqualTo(UnitLookup.MEMORY.getIdentifier());
      } else if (name.endsWith("Share") || name.endsWith("Confidence")) {
        assertThat(unit).as(name).isEqualTo(UnitLookup.PERCENTAGE.getIdentifier());
      } else if (name.equals("duration") || name.equals("stalledTime")) {
        assertThat(unit).as(name).isEqualTo(UnitLookup.TIMESPAN.getIdentifier());
      } else if (name.endsWith("Rate")) {
        // It knows no bytes a second: the JDK's own rates of networks are shown so, too.
        assertThat(unit).as(name).isEqualTo(UnitLookup.FREQUENCY.getIdentifier());
      }
    }
  }
}
