package io.bytetrail.collector.cli;

import io.bytetrail.collector.surface.SurfaceChild;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code doctor --jdk} starts under the agent; nothing for people. */
@Command(name = "surface", hidden = true)
final class SurfaceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIRECTORY")
  private Path directory;

  @Option(names = "--virtual")
  private boolean virtual;

  @Override
  public Integer call() throws IOException {
    SurfaceChild.run(directory, virtual, System.in, System.out);
    return 0;
  }
}
