package io.bytetrail.agent;

import java.io.IOException;
import java.io.RandomAccessFile;

/** One run of {@link SampledRuns}, which has a hundred copies of this class, for as many sites. */
final class SampledRun000 implements SampledRuns.Run {
  SampledRun000() {}

  @Override
  public void read(String file, int passes) throws IOException {
    byte[] chunk = new byte[SampledRuns.CHUNK];
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      for (int pass = 0; pass < passes; pass++) {
        in.seek(0);
        while (in.read(chunk) > 0) {}
      }
    }
  }
}
