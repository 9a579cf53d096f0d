package com.example.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a broker is reached.
 *
 * @param tls null without
 */
record Wire(InetSocketAddress address, SSLContext tls) {
  /** By {@code host:port}, and the file of the certificate to trust; empty without TLS. */
  static Wire of(String address, String certificate) throws IOException, GeneralSecurityException {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    return new Wire(
        new InetSocketAddress(address.substring(0, colon), port),
        certificate.isEmpty() ? null : trusting(Path.of(certificate)));
  }

  private static SSLContext trusting(Path certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "broker", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A channel that waits. */
  ByteChannel connect() throws IOException {
    if (tls == null) {
      return SocketChannel.open(address);
    }
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(address.getHostString(), address.getPort());
    ReadableByteChannel in = Channels.newChannel(socket.getInputStream());
    WritableByteChannel out = Channels.newChannel(socket.getOutputStream());
    return new ByteChannel() {
      @Override
      public int read(ByteBuffer buffer) throws IOException {
        return in.read(buffer);
      }

      @Override
      public int write(ByteBuffer buffer) throws IOException {
        return out.write(buffer);
      }

      @Override
      public boolean isOpen() {
        return !socket.isClosed();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
