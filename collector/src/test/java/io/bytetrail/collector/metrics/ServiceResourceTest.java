package io.bytetrail.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceResourceTest {

  @Test
  void theVariableWinsOverWhatIsFoundOutButNotOverTheServiceName() {
    Map<String, String> attributes =
        ServiceResource.attributes(
            SampleReports.after(1), "host.name=web-1,service.name=other,team=storage");

    assertThat(attributes)
        .containsEntry("host.name", "web-1")
        .containsEntry("service.name", "file-server")
        .containsEntry("team", "storage")
        .containsEntry("process.pid", "4711");
  }
}
