package io.bytetrail.collector.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.probe.FakeProbe;
import io.bytetrail.collector.probe.FakeProbe.Behaviour;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.SampleReports;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.ledger.LedgerWriter;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;

  @Test
  void listsEveryOption() {
    assertThat(run("help", "options")).isZero();
    assertThat(out.toString()).contains("metrics.port", "BYTETRAIL_METRICS_PORT", "default 3s");
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    assertThat(run("doktor")).isEqualTo(2);
    assertThat(err.toString()).contains("doktor").contains("doctor");
    assertThat(run()).isEqualTo(2);
    assertThat(run("help", "nothing")).isEqualTo(2);
  }

  @Test
  void whatGoesWithTheTableOfTheJdkIsRefusedWithoutIt() {
    assertThat(run("doctor", "--json")).isEqualTo(2);
    assertThat(err.toString()).contains("go with --jdk");
  }

  @Test
  void theTableOfTheJdkNeedsAPlaceForItsFilesAndTheAgent() {
    assertThat(run("doctor", "--jdk", "--directory", "/nowhere")).isEqualTo(1);
    assertThat(err.toString()).contains("/nowhere is no directory that may be written");
    assertThat(run("doctor", "--jdk", "--directory", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("--jdk needs the agent's jar");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void showsASavedReport() throws Exception {
    Path file = directory.resolve("report.json");
    ReportJson.write(SampleReports.fileServer(), file);

    assertThat(run("report", file.toString())).isZero();
    assertThat(out.toString()).contains("com.acme.Download.send(Download.java:88)");
  }

  @Test
  void writesThePageOfSeveralReportsOfOneService() throws Exception {
    Report report = SampleReports.fileServer();
    ReportJson.write(report, directory.resolve("a.json"));
    ReportJson.write(report, directory.resolve("b.json"));
    String a = directory.resolve("a.json").toString();
    String b = directory.resolve("b.json").toString();
    Path page = directory.resolve("new/page.html");

    assertThat(run("report", "--html", page.toString(), a, b)).isZero();
    assertThat(page).content().startsWith("<!doctype html>").contains("2 instances", "b.json: pid");
    assertThat(out.toString()).as("nothing else is printed").isEmpty();

    assertThat(run("report", "--json", "--html", page.toString(), a, b)).isZero();
    assertThat(
            ReportJson.read(new ByteArrayInputStream(out.toString().getBytes(UTF_8)))
                .routes()
                .get(0)
                .fileBytes())
        .isEqualTo(2 * report.routes().get(0).fileBytes());

    assertThat(run("report", a, a)).isEqualTo(1);
    assertThat(err.toString()).contains("is named twice");
    assertThat(run("report", "--json", "--html", "-", a)).isEqualTo(2);
    Files.createFile(directory.resolve("taken"));
    assertThat(run("report", "--html", directory.resolve("taken/page").toString(), a)).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be written");
  }

  @Test
  void listsLedgersWithWhatTheyAreOf() throws Exception {
    StringWriter list = new StringWriter();
    PrintWriter printer = new PrintWriter(list);
    Ledgers.list(printer);
    printer.flush();
    assertThat(list.toString()).startsWith("      PID  SERVICE");
  }

  @Test
  void reportsOnALedger() throws Exception {
    int pid = (int) ProcessHandle.current().pid();
    LedgerSettings settings =
        new LedgerSettings(pid, 0, System.currentTimeMillis(), "cli-test", "17", 8, 8, 16);
    LedgerFile ledger = LedgerFile.create(List.of(directory), settings);
    var unused = new LedgerWriter(ledger.memory(), settings, 0, 0);

    assertThat(run("report", "--json", ledger.path().toString())).isZero();
    assertThat(out.toString()).contains("\"service\" : \"cli-test\"");
  }

  @Test
  void saysNeitherHowLongADeadProcessRanNorWhatItsSuccessorRead() throws Exception {
    long hourBeforeUs =
        ProcessHandle.current().info().startInstant().get().toEpochMilli() - 3_600_000;
    int pid = (int) ProcessHandle.current().pid();
    LedgerSettings settings = new LedgerSettings(pid, 0, hourBeforeUs, "dead", "17", 8, 8, 16);
    LedgerFile ledger = LedgerFile.create(List.of(directory), settings);
    new LedgerWriter(ledger.memory(), settings, 0, 0).state(LedgerDescriptor.STATE_RUNNING);

    assertThat(run("report", ledger.path().toString())).isZero();
    assertThat(out.toString())
        .startsWith("bytetrail  dead, pid " + pid + ", JVM 17 · modelled rung")
        .contains("the process has ended");
  }

  @Test
  void saysWhatIsWrongWithATarget() throws Exception {
    assertThat(run("report", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none' is no file: give a process id");

    Path foreign = Files.write(directory.resolve("foreign"), new byte[5000]);
    assertThat(run("report", foreign.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is not a ledger");

    Path cut = Files.writeString(directory.resolve("cut.json"), "{\"schema\": 1, \"serv");
    assertThat(run("report", cut.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("cut.json: it is not a bytetrail report");

    assertThat(run("report", "999999999")).isEqualTo(1);
    assertThat(err.toString()).contains("no ledger of process 999999999");
  }

  @Test
  void theDoctorNamesEachRungAndWhyOneIsMissing() throws Exception {
    Path notProbe = FakeProbe.executable(directory, Behaviour.REFUSED_BY_KERNEL);

    assertThat(run("doctor", "--probe", notProbe.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("kernel ", "types (BTF)", "capabilities", "/dev/shm")
        .contains("kernel rung     no: ")
        .contains("accounted rung  ")
        .contains("modelled rung   yes");
  }

  @Test
  void theDoctorListsEachProgram() throws Exception {
    Path probe = directory.resolve("probe");
    Files.writeString(
        probe,
        "#!/bin/sh\necho 'sys_enter   attached'\necho 'sys_exit    missing: not permitted'\nexit 1\n");
    assertThat(probe.toFile().setExecutable(true)).isTrue();

    assertThat(run("doctor", "--probe", probe.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("in part: 1 of 2 programs are missing")
        .containsPattern("sys_exit +missing: not permitted");
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int status = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    return status;
  }
}
