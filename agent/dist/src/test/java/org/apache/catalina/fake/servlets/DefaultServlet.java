package org.apache.catalina.fake.servlets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.catalina.fake.resources.FileResource;

/** Serves a static file in a thread of its own: nobody else is on the stack. */
public final class DefaultServlet implements Runnable {
  private final Path file;

  public DefaultServlet(Path file) {
    this.file = file;
  }

  @Override
  public void run() {
    try (InputStream in = FileResource.getInputStream(file)) {
      in.read(new byte[1000]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
