package org.springframework.fake;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Shaped like a framework: it opens files for an application, and calls it. */
public final class Resource {
  private Resource() {}

  public static InputStream open(Path file) throws IOException {
    return new FileInputStream(file.toFile());
  }

  /** Calls the application from as deep as frameworks do. */
  public static <T> T call(int depth, Callable<T> application) throws Exception {
    return depth == 0 ? application.call() : call(depth - 1, application);
  }
}
