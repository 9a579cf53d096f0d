package io.bytetrail.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @TempDir Path directory;

  @Test
  void readsEachOfTheFourSpellings() throws IOException {
    Path config = directory.resolve("bytetrail.properties");
    Files.writeString(config, "report.json=from-file.json\n");
    Options options =
        Options.resolve(
            "service=shop,metrics.host=127.0.0.1, config=" + config,
            Map.of("bytetrail.mode", "verify", "java.version", "17"),
            Map.of("BYTETRAIL_METRICS_PORT", "9464", "PATH", "/bin"));

    assertThat(options.problems()).isEmpty();
    assertThat(options.given())
        .containsEntry("service", "shop")
        .containsEntry("mode", "verify")
        .containsEntry("metrics.port", "9464")
        .containsEntry("metrics.host", "127.0.0.1")
        .containsEntry("report.json", "from-file.json");
  }

  @Test
  void takesTheFirstThatIsGiven() throws IOException {
    Path config = directory.resolve("bytetrail.properties");
    Files.writeString(config, "service=file\nmode=verify\ncollector=off\ninterval=4s\n");
    Options options =
        Options.resolve(
            "service=argument,config=" + config,
            Map.of("bytetrail.service", "property", "bytetrail.mode", "always-on"),
            Map.of("BYTETRAIL_MODE", "verify", "BYTETRAIL_COLLECTOR", "host"));

    assertThat(options.get(Option.SERVICE)).isEqualTo("argument");
    assertThat(options.get(Option.MODE)).isEqualTo("always-on");
    assertThat(options.get(Option.COLLECTOR)).isEqualTo("host");
    assertThat(options.get(Option.INTERVAL)).isEqualTo("4s");
  }

  @Test
  void hasDefaultsForWhatIsNotGiven() {
    Options options = Options.resolve(null, Map.of(), Map.of());

    assertThat(options.get(Option.MODE)).isEqualTo("always-on");
    assertThat(options.number(Option.LEDGER_LANES)).isEqualTo(4096);
    assertThat(options.isGiven(Option.MODE)).isFalse();
    assertThat(options.given()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "metrics.prt, metrics.port",
    "Mode, mode",
    "colector, collector",
    "reportjson, report.json",
    "report.jsn, report.json",
  })
  void suggestsTheNearestNameForAnUnknownOne(String unknown, String nearest) {
    Options options = Options.resolve(unknown + "=1", Map.of(), Map.of());

    assertThat(options.problems())
        .containsExactly(
            "agent argument: there is no option '"
                + unknown
                + "'; did you mean '"
                + nearest
                + "'?");
  }

  @Test
  void namesAnUnknownPropertyAndVariableAsTheyWereSpelled() {
    Options options =
        Options.resolve(null, Map.of("bytetrail.modus", "x"), Map.of("BYTETRAIL_PROB", "x"));

    assertThat(options.problems())
        .containsExactly(
            "system property: there is no option 'bytetrail.modus'; did you mean 'mode'?",
            "environment variable: there is no option 'BYTETRAIL_PROB'; did you mean 'probe'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.port=http",
        "metrics.port=0",
        "metrics.port=65536",
        "mode=sometimes",
        "interval=soon",
        "interval=10",
        "interval=99999999999999999999s",
        "ledger.lanes=2",
        "ledger.keep=yes",
        "service=",
      })
  void saysWhatAMalformedValueWasAndUsesTheDefault(String argument) {
    Options options = Options.resolve(argument, Map.of(), Map.of());

    String key = argument.substring(0, argument.indexOf('='));
    String value = argument.substring(key.length() + 1);
    assertThat(options.problems()).hasSize(1);
    assertThat(options.problems().get(0)).contains(key, "'" + value + "'", "must be");
    assertThat(options.given()).isEmpty();
  }

  @Test
  void saysWhichArgumentHasNoValueAndReadsTheOthers() {
    Options options = Options.resolve("verify,,mode=verify", Map.of(), Map.of());

    assertThat(options.problems())
        .containsExactly("agent argument 'verify' is not of the form name=value");
    assertThat(options.get(Option.MODE)).isEqualTo("verify");
  }

  @Test
  void saysWhyAConfigFileCannotBeRead() {
    Path missing = directory.resolve("missing.properties");
    Options options = Options.resolve("mode=verify,config=" + missing, Map.of(), Map.of());

    assertThat(options.problems()).hasSize(1);
    assertThat(options.problems().get(0))
        .startsWith("config file '" + missing + "' cannot be read: ")
        .contains("NoSuchFileException");
    assertThat(options.get(Option.MODE)).isEqualTo("verify");
  }

  @Test
  void saysWhyAConfigFileIsMalformed() throws IOException {
    Path config = directory.resolve("bytetrail.properties");
    Files.writeString(config, "service=\\u00zz");
    Options options = Options.resolve("config=" + config, Map.of(), Map.of());

    assertThat(options.problems()).hasSize(1);
    assertThat(options.problems().get(0)).contains("cannot be read", "Malformed");
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "1h, PT1H", "0, PT0S", "0s, PT0S"})
  void readsTimes(String value, String expected) {
    assertThat(Durations.parse(value)).hasToString("Optional[" + expected + "]");
  }

  @Test
  void spellsEveryOptionInEachWay() {
    assertThat(Option.METRICS_PORT.property()).isEqualTo("bytetrail.metrics.port");
    assertThat(Option.METRICS_PORT.variable()).isEqualTo("BYTETRAIL_METRICS_PORT");
    for (Option option : Option.values()) {
      assertThat(option.help()).isNotBlank();
      assertThat(option.fallback()).matches(value -> value.isEmpty() || option.accepts(value));
    }
  }
}
