package io.bytetrail.collector.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * The exports work where the agent puts them: in a loader that sees only the platform's classes.
 */
class IsolatedLoaderTest {

  @Test
  void exportsWithoutLookingIntoTheApplication() throws Exception {
    AtomicInteger lookUps = new AtomicInteger();
    ClassLoader application = countingLookUps(lookUps);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    thread.setContextClassLoader(application);
    try (URLClassLoader isolated = isolatedLoader();
        OtlpReceiver receiver = new OtlpReceiver()) {
      @SuppressWarnings("unchecked") // Inside is one: see below
      var inside =
          (BiFunction<String, PrintStream, String>)
              isolated.loadClass(Inside.class.getName()).getConstructor().newInstance();
      assertThat(inside.getClass().getClassLoader()).isSameAs(isolated);

      String text = inside.apply(receiver.endpoint(), new PrintStream(err, true, UTF_8));

      ExportMetricsServiceRequest request = receiver.next();
      assertThat(OtlpReceiver.sums(request)).containsKey("bytetrail_file_bytes_total");
      assertThat(PrometheusText.sums(text)).containsKey("bytetrail_file_bytes_total");
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(lookUps).hasValue(0);
  }

  /** Runs inside the isolated loader; called through types of the JDK, which both sides share. */
  public static final class Inside implements BiFunction<String, PrintStream, String> {
    @Override
    public String apply(String endpoint, PrintStream err) {
      OtlpMetrics.start(
              () -> SampleReports.after(1),
              endpoint,
              Duration.ofHours(1),
              Map.of(),
              new Properties(),
              () -> {},
              err)
          .close();
      byte[] text = new PrometheusMetrics(() -> SampleReports.after(1), "").scrape("").body();
      return new String(text, UTF_8);
    }
  }

  private static URLClassLoader isolatedLoader() throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      classPath.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Stands for an application whose class path must not be searched. */
  private static ClassLoader countingLookUps(AtomicInteger lookUps) {
    return new ClassLoader(ClassLoader.getPlatformClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        lookUps.incrementAndGet();
        return super.getResources(name);
      }

      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        lookUps.incrementAndGet();
        return super.findClass(name);
      }
    };
  }
}
