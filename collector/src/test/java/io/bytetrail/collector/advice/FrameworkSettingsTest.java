package io.bytetrail.collector.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Lineage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameworkSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "org.apache.catalina.servlets.DefaultServlet.serve(DefaultServlet.java:1),SENDFILE,sendfileSize=1024",
    "org.apache.catalina.servlets.DefaultServlet.serve(DefaultServlet.java:1),DIRECT,sendfileSize=-1",
    "org.springframework.core.io.FileUrlResource.open(X.java:1),SENDFILE,sendfile.filename",
    "io.netty.handler.stream.ChunkedFile.read(X.java:1),SENDFILE,DefaultFileRegion",
    "io.netty.channel.DefaultFileRegion.open(X.java:1),DIRECT,ChunkedNioFile",
    "org.apache.kafka.common.record.FileRecords.writeTo(X.java:1),SENDFILE,TLS",
    "io.undertow.server.handlers.resource.PathResource.serve(X.java:1),SENDFILE,transferMinSize=1048576",
    "org.eclipse.jetty.util.resource.PathResource.open(X.java:1),MMAP,useFileMappedBuffer=true"
  })
  void namesTheSetting(String via, String way, String setting) {
    Way then =
        switch (way) {
          case "SENDFILE" -> Way.SENDFILE;
          case "MMAP" -> Way.MMAP;
          default -> Way.DIRECT_BUFFER_64K;
        };
    var route =
        Routes.copy(Routes.stream(64, 64 << 20), "read-write", "1MiB-4MiB", Lineage.EXACT.via(via));
    assertThat(FrameworkSettings.of(route, then)).hasSize(1).first().asString().contains(setting);
  }

  @Test
  void ownCodeHasNone() {
    assertThat(FrameworkSettings.of(Routes.stream(64, 64 << 20), Way.SENDFILE)).isEmpty();
  }
}
