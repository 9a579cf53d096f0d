package com.example.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key and a certificate for localhost that are good for a day.
 *
 * @param keys a key store, for the broker
 * @param certificate PEM, for those who are to trust the broker
 */
record Certificate(Path keys, Path certificate) {
  static final String PASSWORD = "changeit";

  /** Makes both in this folder, anew. */
  static Certificate in(Path folder) throws IOException, InterruptedException {
    Certificate made =
        new Certificate(folder.resolve("localhost.p12"), folder.resolve("localhost.pem"));
    Files.deleteIfExists(made.keys);
    Files.deleteIfExists(made.certificate);
    made.keytool(
        "-genkeypair -keyalg EC -validity 1 -dname CN=localhost"
            + " -ext SAN=dns:localhost,ip:127.0.0.1 -storetype PKCS12");
    made.keytool("-exportcert -rfc -file " + made.certificate);
    return made;
  }

  private void keytool(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", keys.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
