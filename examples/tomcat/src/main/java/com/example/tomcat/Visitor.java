package com.example.tomcat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks for each of the sample files in each way, twenty-five times, and sends one. */
final class Visitor {
  private static final int TIMES = 25;

  private final HttpClient client;
  private final String address;

  private Visitor(String address) throws GeneralSecurityException {
    this.address = address;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trustingAnybody())
            .build();
  }

  /** Exits with 1 when a request was not answered with success. */
  public static void main(String... arguments) throws Exception {
    Visitor visitor = new Visitor(arguments[0]);
    for (int i = 0; i < TIMES; i++) {
      for (String file :
          List.of(SampleFiles.SMALL, SampleFiles.MEDIUM, SampleFiles.LARGE, SampleFiles.PAGE)) {
        visitor.get("/" + file);
      }
      visitor.get("/copy/" + SampleFiles.LARGE);
      visitor.get("/transfer/" + SampleFiles.LARGE);
      visitor.put("/upload/" + SampleFiles.LARGE, new byte[4 << 20]);
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(address + path)).header("Accept-Encoding", "gzip"));
  }

  private void put(String path, byte[] body) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(address + path)).PUT(BodyPublishers.ofByteArray(body)));
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = client.send(request.build(), BodyHandlers.discarding());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response + " failed");
    }
  }

  private static SSLContext trustingAnybody() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    return context;
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
