package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a change is made where a framework moves the bytes. The framework is known by the frames that
 * opened the file; for a site of the application's own there is nothing to set.
 */
final class FrameworkSettings {
  private static final double KIB = 1 << 10;

  private FrameworkSettings() {}

  /** An instruction each; empty where there is nothing to set. */
  static List<String> of(Route route, Way then) {
    String frames = route.site() + " " + route.lineage().via();
    double size = (double) route.fileBytes() / Math.max(1, route.transfers());
    List<String> settings = new ArrayList<>();
    if (frames.contains("org.apache.catalina") || frames.contains("org.apache.tomcat")) {
      settings.add(tomcat(then, size));
    }
    if (frames.contains("org.springframework")) {
      settings.add(spring(then));
    }
    if (frames.contains("io.netty")) {
      settings.add(netty(then));
    }
    if (frames.contains("org.apache.kafka")) {
      settings.add(kafka(then));
    }
    if (frames.contains("io.undertow")) {
      settings.add(undertow(then, size));
    }
    if (frames.contains("org.eclipse.jetty")) {
      settings.add(jetty(then));
    }
    settings.removeIf(String::isEmpty);
    return settings;
  }

  private static String tomcat(Way then, double size) {
    if (then.technique() == Technique.SENDFILE) {
      return String.format(
          Locale.ROOT,
          "Tomcat: on the DefaultServlet <init-param> sendfileSize=%d (KiB; files from that size on)"
              + " and on the Connector useSendfile=\"true\"; the NIO connector does it only without"
              + " TLS and compression",
          Math.max(1, (long) (size / KIB)));
    }
    return Change.isLoop(then.technique())
        ? "Tomcat: on the DefaultServlet <init-param> sendfileSize=-1 (or useSendfile=\"false\" on the"
            + " Connector), output="
            + then.chunk()
        : "";
  }

  private static String spring(Way then) {
    return then.technique() == Technique.SENDFILE
        ? "Spring: resource handlers copy through a buffer; on Tomcat, set the request attribute"
            + " org.apache.tomcat.sendfile.filename (with .start and .end), on WebFlux return a"
            + " FileSystemResource: Netty then sends a FileRegion"
        : Change.isLoop(then.technique())
            ? "Spring: return a ResponseBodyWriter of your own (StreamingResponseBody) with a buffer of "
                + then.chunk()
                + " bytes"
            : "";
  }

  private static String netty(Way then) {
    return switch (then.technique()) {
      case SENDFILE ->
          "Netty: write a DefaultFileRegion instead of a ChunkedFile or ChunkedNioFile; not behind an"
              + " SslHandler";
      case STREAM, HEAP, DIRECT_BUFFER ->
          "Netty: write an HttpChunkedInput of a ChunkedNioFile(channel, "
              + then.chunk()
              + ") instead of a FileRegion";
      case MMAP -> "Netty: write Unpooled.wrappedBuffer(channel.map(READ_ONLY, 0, size))";
      case DIRECT_IO, DIRECT_ASYNC, COPY_FILE_RANGE -> "";
    };
  }

  private static String kafka(Way then) {
    return then.technique() == Technique.SENDFILE
        ? "Kafka: consumers' fetches are sendfile already unless TLS is on or the message format has to"
            + " be converted for old clients"
        : "";
  }

  private static String undertow(Way then, double size) {
    if (then.technique() == Technique.SENDFILE) {
      return String.format(
          Locale.ROOT,
          "Undertow: PathResourceManager(path, transferMinSize=%d): files from that size on",
          (long) size);
    }
    return Change.isLoop(then.technique())
        ? "Undertow: PathResourceManager(path, transferMinSize=Long.MAX_VALUE) and a buffer size of "
            + then.chunk()
        : "";
  }

  private static String jetty(Way then) {
    return switch (then.technique()) {
      case MMAP -> "Jetty: DefaultServlet <init-param> useFileMappedBuffer=true";
      case STREAM, HEAP, DIRECT_BUFFER ->
          "Jetty: DefaultServlet <init-param> useFileMappedBuffer=false, outputBufferSize="
              + then.chunk();
      case SENDFILE, DIRECT_IO, DIRECT_ASYNC, COPY_FILE_RANGE -> "";
    };
  }
}
