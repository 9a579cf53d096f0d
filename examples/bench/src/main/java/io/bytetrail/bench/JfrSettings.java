package io.bytetrail.bench;

/** A flight recording of file and socket events alone, each of them: as much as bytetrail sees. */
final class JfrSettings {
  /** The throttle is new in 25; older JDKs pass over a setting they do not know. */
  static final String FILE_AND_SOCKET_EVENTS = settings();

  private JfrSettings() {}

  private static String settings() {
    StringBuilder events = new StringBuilder();
    for (String event : new String[] {"FileRead", "FileWrite", "SocketRead", "SocketWrite"}) {
      events.append(
          """
            <event name="jdk.%s">
              <setting name="enabled">true</setting>
              <setting name="stackTrace">true</setting>
              <setting name="threshold">0 ms</setting>
              <setting name="throttle">off</setting>
            </event>
          """
              .formatted(event));
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <configuration version="2.0" label="File and socket events" provider="bytetrail">
        %s</configuration>
        """
        .formatted(events);
  }
}
