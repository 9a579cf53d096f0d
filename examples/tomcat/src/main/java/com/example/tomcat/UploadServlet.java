package com.example.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stores the body of a request. */
final class UploadServlet extends HttpServlet {
  private final transient Path folder;

  UploadServlet(Path folder) {
    this.folder = folder;
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Path file = folder.resolve(Path.of(request.getPathInfo()).getFileName());
    try (OutputStream out = Files.newOutputStream(file)) {
      request.getInputStream().transferTo(out);
    }
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
