package com.example.netty;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks for each of the sample files in each way, a hundred times, and sends one. */
final class Visitor {
  private static final int TIMES = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client;
  private final String address;

  Visitor(String address) throws GeneralSecurityException {
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
      for (Way way : Way.values()) {
        for (String file : List.of(SampleFiles.SMALL, SampleFiles.LARGE)) {
          visitor.get(way, file);
        }
      }
      visitor.put("upload.bin", new byte[1 << 20]);
    }
  }

  /** Returns the number of bytes; a region that TLS is in the way of has none, and is refused. */
  int get(Way way, String file) throws IOException, InterruptedException {
    HttpRequest request = request(way.name(), file).build();
    try {
      return client.send(request, BodyHandlers.ofByteArray()).body().length;
    } catch (IOException e) {
      if (address.startsWith("https") && way.isWhole()) {
        return 0;
      }
      throw e;
    }
  }

  void put(String file, byte[] body) throws IOException, InterruptedException {
    HttpRequest request = request("upload", file).PUT(BodyPublishers.ofByteArray(body)).build();
    var response = client.send(request, BodyHandlers.discarding());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response + " failed");
    }
  }

  private HttpRequest.Builder request(String way, String file) {
    String uri = address + "/" + way.toLowerCase(Locale.ROOT) + "/" + file;
    return HttpRequest.newBuilder(URI.create(uri)).timeout(TIMEOUT);
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
