package io.bytetrail.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.options.Options;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThisProcessTest {
  private static final String NAME = "OTEL_SERVICE_NAME";
  private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";

  @Test
  void theServiceIsNamedByTheFirstThatSaysIt() {
    Map<String, String> both = Map.of(NAME, "named", ATTRIBUTES, "service.name=attributed");

    assertThat(service("service=chosen", both)).isEqualTo("chosen");
    assertThat(service("", both)).isEqualTo("named");
    assertThat(service("", Map.of(NAME, " ", ATTRIBUTES, "team=x,service.name=shop%2C+1")))
        .isEqualTo("shop,+1");
    assertThat(service("", Map.of(ATTRIBUTES, "team=x,service.name="))).isEqualTo("com.acme.Main");
  }

  private static String service(String arguments, Map<String, String> environment) {
    Options options = Options.resolve(arguments, Map.of(), environment);
    return ThisProcess.service(options, environment, "com.acme.Main --port 80");
  }
}
