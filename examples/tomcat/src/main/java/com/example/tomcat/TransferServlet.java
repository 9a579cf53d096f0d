package com.example.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends a file by {@code InputStream.transferTo}. */
final class TransferServlet extends HttpServlet {
  private final transient Path root;

  TransferServlet(Path root) {
    this.root = root;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Path file = root.resolve(Path.of(request.getPathInfo()).getFileName());
    response.setContentType("application/octet-stream");
    response.setContentLengthLong(Files.size(file));
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(response.getOutputStream());
    }
  }
}
