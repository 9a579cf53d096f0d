package org.apache.catalina.fake.resources;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a file for the servlet. */
public final class FileResource {
  private FileResource() {}

  public static InputStream getInputStream(Path file) throws IOException {
    return Files.newInputStream(file);
  }
}
