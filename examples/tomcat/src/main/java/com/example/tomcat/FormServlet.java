package com.example.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.file.Path;

/** Stores the files of a multipart form; Tomcat has them on disk before this runs. */
final class FormServlet extends HttpServlet {
  private final transient Path folder;

  FormServlet(Path folder) {
    this.folder = folder;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    for (Part part : request.getParts()) {
      part.write(folder.resolve("form-" + part.getName()).toString());
    }
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
