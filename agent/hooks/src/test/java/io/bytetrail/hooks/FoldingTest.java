package io.bytetrail.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.hooks.Folding.Folded;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stacks in, text out. The nearest frame is the first, as in a stack trace. */
class FoldingTest {
  private static final Pattern FRAME = Pattern.compile("(.+)\\.([^.]+)\\((.+):(\\d+)\\)");

  private static final String OPEN =
      """
      io.bytetrail.hooks.Hooks.opened(Hooks.java:1)
      java.io.FileInputStream.<init>(FileInputStream.java:159)
      """;

  private static final String THREAD = "java.lang.Thread.run(Thread.java:840)\n";

  private static final String DEFAULT_SERVLET =
      OPEN
          + """
          org.apache.catalina.webresources.FileResource.doGetInputStream(FileResource.java:253)
          org.apache.catalina.webresources.AbstractResource.getInputStream(AbstractResource.java:7)
          org.apache.catalina.servlets.DefaultServlet.serveResource(DefaultServlet.java:1056)
          jakarta.servlet.http.HttpServlet.service(HttpServlet.java:633)
          org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:9)
          """;

  @Test
  void takesTheApplicationsNearestFrame() {
    assertFolded(
        OPEN
            + """
            com.acme.Download.send(Download.java:88)
            com.acme.Main.main(Main.java:3)
            """,
        "com.acme.Download.send(Download.java:88)",
        "");
  }

  @Test
  void keepsTheFrameworksFrameNearestToTheJdkAsVia() {
    assertFolded(
        OPEN
            + """
            org.springframework.core.io.FileSystemResource.getInputStream(FileSystemResource.java:1)
            org.springframework.util.StreamUtils.copy(StreamUtils.java:2)
            com.acme.Download$$SpringCGLIB$$0.send(<generated>:0)
            com.acme.Download.send(Download.java:88)
            org.springframework.web.Dispatcher.dispatch(Dispatcher.java:4)
            """,
        "com.acme.Download.send(Download.java:88)",
        "org.springframework.core.io.FileSystemResource.getInputStream(FileSystemResource.java:1)");
  }

  @Test
  void joinsAsManyFramesOfTheApplicationAsAreAskedFor() {
    String stack =
        OPEN
            + """
            com.acme.A.f(A.java:1)
            org.springframework.aop.Proxy.invoke(Proxy.java:2)
            java.lang.reflect.Method.invoke(Method.java:3)
            com.acme.B.g(B.java:7)
            com.acme.C.h(C.java:9)
            """;

    assertThat(fold(2, "", stack).site())
        .isEqualTo("com.acme.A.f(A.java:1) < com.acme.B.g(B.java:7)");
    assertThat(fold(8, "", stack).site())
        .isEqualTo("com.acme.A.f(A.java:1) < com.acme.B.g(B.java:7) < com.acme.C.h(C.java:9)");
  }

  @Test
  void saysHowManyFramesItDependsOn() {
    String stack = OPEN + "com.acme.A.f(A.java:1)\n" + THREAD;

    assertThat(fold(1, "", stack))
        .extracting(Folded::frames, Folded::whole)
        .containsExactly(3, false);
    assertThat(fold(2, "", stack))
        .extracting(Folded::frames, Folded::whole)
        .containsExactly(4, true);
  }

  @Test
  void withoutAnApplicationTakesTheFrameAboveThePackageThatOpened() {
    assertFolded(
        DEFAULT_SERVLET + THREAD,
        "org.apache.catalina.servlets.DefaultServlet.serveResource(DefaultServlet.java:1056)",
        "org.apache.catalina.webresources.FileResource.doGetInputStream(FileResource.java:253)");
  }

  @Test
  void anApplicationFurtherUpIsTheSiteAllTheSame() {
    assertFolded(
        DEFAULT_SERVLET + "com.acme.Filter.doFilter(Filter.java:12)\n" + THREAD,
        "com.acme.Filter.doFilter(Filter.java:12)",
        "org.apache.catalina.webresources.FileResource.doGetInputStream(FileResource.java:253)");
  }

  @Test
  void ofOnePackageTakesTheNearestFrame() {
    assertFolded(
        OPEN
            + """
            org.apache.tomcat.util.net.NioEndpoint$Poller.processSendfile(NioEndpoint.java:978)
            org.apache.tomcat.util.net.NioEndpoint$Poller.run(NioEndpoint.java:801)
            org.apache.tomcat.util.threads.TaskThread.run(TaskThread.java:63)
            """
            + THREAD,
        "org.apache.tomcat.util.net.NioEndpoint$Poller.processSendfile(NioEndpoint.java:978)",
        "");
  }

  @Test
  void givesABrokerItsOwnSites() {
    assertFolded(
        OPEN
            + """
            org.apache.kafka.common.record.FileRecords.openChannel(FileRecords.java:481)
            org.apache.kafka.common.record.FileRecords.open(FileRecords.java:443)
            org.apache.kafka.storage.internals.log.LogSegment.open(LogSegment.java:848)
            kafka.log.LogManager.loadLog(LogManager.scala:12)
            """,
        "org.apache.kafka.storage.internals.log.LogSegment.open(LogSegment.java:848)",
        "org.apache.kafka.common.record.FileRecords.openChannel(FileRecords.java:481)");
    assertFolded(
        OPEN
            + """
            org.apache.kafka.common.record.FileRecords.openChannel(FileRecords.java:481)
            org.apache.kafka.storage.internals.log.LogSegment.open(LogSegment.java:848)
            org.apache.kafka.common.utils.KafkaThread.run(KafkaThread.java:3)
            """,
        "org.apache.kafka.storage.internals.log.LogSegment.open(LogSegment.java:848)",
        "org.apache.kafka.common.record.FileRecords.openChannel(FileRecords.java:481)");
  }

  @Test
  void ofPlumbingAloneTakesTheNearestFrame() {
    assertFolded(
        OPEN
            + """
            org.apache.commons.io.FileUtils.openInputStream(FileUtils.java:1)
            com.google.common.io.Files.copy(Files.java:2)
            """,
        "org.apache.commons.io.FileUtils.openInputStream(FileUtils.java:1)",
        "");
    assertFolded(
        OPEN
            + """
            org.apache.commons.io.FileUtils.openInputStream(FileUtils.java:1)
            io.netty.handler.Chunks.read(Chunks.java:2)
            """,
        "io.netty.handler.Chunks.read(Chunks.java:2)",
        "org.apache.commons.io.FileUtils.openInputStream(FileUtils.java:1)");
  }

  @Test
  void ofTheJdkAloneTakesTheFrameAboveInputAndOutput() {
    assertFolded(
        OPEN
            + """
            java.nio.file.Files.copy(Files.java:1)
            sun.net.www.MimeTable.load(MimeTable.java:2)
            """
            + THREAD,
        "sun.net.www.MimeTable.load(MimeTable.java:2)",
        "");
    assertFolded(OPEN, "java.io.FileInputStream.<init>(FileInputStream.java:159)", "");
  }

  @Test
  void foldsMoreAndLessAsAsked() {
    String stack =
        OPEN
            + """
            org.h2.store.FileStore.open(FileStore.java:1)
            io.netty.Own.use(Own.java:2)
            com.acme.Main.main(Main.java:3)
            """;

    assertThat(fold(1, "", stack).site()).startsWith("org.h2.store.FileStore");
    assertThat(fold(1, "com.foo:org.h2", stack).site()).startsWith("com.acme.Main");
    assertThat(fold(1, "org.h2.*;-io.netty.Own", stack))
        .extracting(Folded::site, Folded::via)
        .containsExactly(
            "io.netty.Own.use(Own.java:2)", "org.h2.store.FileStore.open(FileStore.java:1)");
    assertThat(fold(1, "org.h", stack).site()).startsWith("org.h2.store.FileStore");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          com.acme.Foo.lambda$main$0              | com.acme.Foo.main (lambda)
          com.acme.Foo.lambda$send_all$12         | com.acme.Foo.send_all (lambda)
          com.acme.Foo.lambda$new$1               | com.acme.Foo.<init> (lambda)
          com.acme.Foo.lambda$static$1            | com.acme.Foo.<clinit> (lambda)
          com.acme.Foo$Bar.lambda$null$1          | com.acme.Foo$Bar.lambda (lambda)
          com.acme.Foo$1.run                      | com.acme.Foo$1.run
          com.acme.MainKt.main$lambda$0           | com.acme.MainKt.main (lambda)
          com.acme.MainKt.main$lambda-1$lambda-0  | com.acme.MainKt.main (lambda)
          com.acme.Foo.send$default               | com.acme.Foo.send
          com.acme.Foo.send$suspendImpl           | com.acme.Foo.send
          com.acme.Foo$send$2.invokeSuspend       | com.acme.Foo.send (lambda)
          com.acme.Foo$send$2.invoke              | com.acme.Foo.send (lambda)
          com.acme.Foo$.main                      | com.acme.Foo.main
          com.acme.Foo$.$anonfun$main$1           | com.acme.Foo.main (lambda)
          com.acme.Foo$.$anonfun$main$1$adapted   | com.acme.Foo.main (lambda)
          com.acme.Foo$_send_closure1.doCall      | com.acme.Foo.send (lambda)
          com.acme.Hidden/0x00007f0c.run          | com.acme.Hidden.run
          """)
  void namesWhatCompilersMake(String frame, String name) {
    String text = fold(1, "", OPEN + frame + "(Foo.x:5)\n").site();

    assertThat(text).isEqualTo(name + (name.endsWith(")") ? " " : "") + "(Foo.x:5)");
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Foo$$Lambda$14/0x0000000800c03000.run",
    "com.acme.Foo.access$000",
    "com.acme.Foo$$EnhancerBySpringCGLIB$$1f2e.send",
    "com.acme.Foo$$FastClassBySpringCGLIB$$1f2e.invoke",
    "com.acme.Foo$$SpringCGLIB$$0.send",
    "com.acme.Foo$ByteBuddy$x3.send",
    "com.acme.Foo$HibernateProxy$k2.getName",
    "com.acme.Foo_$$_jvst1f_0.getName",
    "jdk.proxy2.$Proxy12.send",
    "$Proxy3.send",
  })
  void passesOverWhatNobodyWrote(String frame) {
    assertFolded(
        OPEN + frame + "(Foo.java:5)\ncom.acme.Main.main(Main.java:3)\n",
        "com.acme.Main.main(Main.java:3)",
        "");
  }

  private static void assertFolded(String stack, String site, String via) {
    assertThat(fold(1, "", stack)).extracting(Folded::site, Folded::via).containsExactly(site, via);
  }

  private static Folded fold(int depth, String more, String stack) {
    List<StackTraceElement> frames = stack.lines().map(FoldingTest::frame).toList();
    boolean[] jdk = new boolean[frames.size()];
    for (int i = 0; i < jdk.length; i++) {
      String name = frames.get(i).getClassName();
      jdk[i] = Arrays.asList("java.", "sun.", "io.bytetrail.").stream().anyMatch(name::startsWith);
    }
    return new Folding(depth, new Frameworks(more))
        .fold(frames.toArray(StackTraceElement[]::new), jdk);
  }

  private static StackTraceElement frame(String line) {
    Matcher parts = FRAME.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    return new StackTraceElement(
        parts.group(1), parts.group(2), parts.group(3), Integer.parseInt(parts.group(4)));
  }
}
