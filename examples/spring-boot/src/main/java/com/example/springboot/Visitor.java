package com.example.springboot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Asks for files in each way, twenty-five times, and sends one. */
final class Visitor {
  private static final int TIMES = 25;
  private static final String BOUNDARY = "boundary";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;

  private Visitor(String address) {
    this.address = address;
  }

  /** Exits with 1 when a request was not answered with success. */
  public static void main(String... arguments) throws Exception {
    Visitor visitor = new Visitor(arguments[0]);
    for (int i = 0; i < TIMES; i++) {
      for (String path : List.of("/files/", "/resource/", "/stream/")) {
        visitor.get(path + SampleFiles.LARGE);
        visitor.get(path + SampleFiles.SMALL);
      }
      visitor.get("/about.html");
      visitor.get("/library/SpringVersion.class");
      visitor.upload("x".repeat(4 << 20));
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  private void upload(String content) throws IOException, InterruptedException {
    String form =
        "--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sent.txt\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(BOUNDARY, content);
    send(
        HttpRequest.newBuilder(URI.create(address + "/upload"))
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofString(form, ISO_8859_1)));
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = client.send(request.build(), BodyHandlers.discarding());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response + " failed");
    }
  }
}
