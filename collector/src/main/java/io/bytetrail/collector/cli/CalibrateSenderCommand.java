package io.bytetrail.collector.cli;

import io.bytetrail.collector.calibration.Sender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process that {@code calibrate} measures; nothing for people. */
@Command(name = "calibrate-sender", hidden = true)
final class CalibrateSenderCommand implements Callable<Integer> {
  @Parameters(index = "0")
  private Path folder;

  @Parameters(index = "1")
  private String host;

  @Parameters(index = "2")
  private int port;

  @Parameters(index = "3")
  private int connections;

  @Override
  public Integer call() throws IOException {
    Sender.run(folder, host, port, connections);
    return 0;
  }
}
