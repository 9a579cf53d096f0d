package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * After its removal the JVM's classes are what they were before the agent came, byte for byte but
 * for the order of their constants, as another agent sees them; and nothing keeps the agent's own
 * classes.
 */
class RestoredClassesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NETTY = "io.grpc.netty.shaded.io.netty.";
  private static final String CATALINA = "org.apache.catalina.";

  /** Of the JDK, on each that is tested. */
  private static final List<String> OF_THE_JDK =
      List.of(
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.io.BufferedInputStream",
          "java.io.BufferedOutputStream",
          "java.nio.MappedByteBuffer",
          "java.util.zip.Deflater",
          "java.util.zip.Inflater",
          "sun.nio.ch.DatagramChannelImpl",
          "sun.nio.ch.FileChannelImpl",
          "sun.nio.ch.FileDispatcherImpl",
          "sun.nio.ch.IOUtil",
          "sun.nio.ch.NioSocketImpl",
          "sun.nio.ch.SocketChannelImpl",
          "sun.nio.fs.UnixChannelFactory",
          "sun.security.ssl.OutputRecord",
          "sun.security.ssl.SSLEngineImpl",
          "sun.security.ssl.SSLSocketImpl",
          "sun.security.ssl.SSLSocketImpl$AppInputStream",
          "sun.security.ssl.SSLSocketOutputRecord");

  private static final List<String> OF_LIBRARIES =
      List.of(
          NETTY + "channel.DefaultFileRegion",
          NETTY + "channel.epoll.LinuxSocket",
          NETTY + "channel.unix.FileDescriptor",
          NETTY + "channel.unix.Socket",
          NETTY + "util.internal.PlatformDependent",
          CATALINA + "connector.InputBuffer",
          CATALINA + "connector.OutputBuffer",
          CATALINA + "connector.Request",
          CATALINA + "servlets.DefaultServlet",
          "org.apache.tomcat.util.net.SocketWrapperBase");

  private static final List<String> WOVEN =
      Stream.concat(OF_THE_JDK.stream(), OF_LIBRARIES.stream()).toList();

  @TempDir Path directory;
  private Path watcher;
  private int watched;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @BeforeEach
  void packWatcher() throws IOException {
    watcher = directory.resolve("watcher.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", ClassWatcher.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    String name = ClassWatcher.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(watcher);
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new ZipEntry(name));
      jar.write(Files.readAllBytes(Agents.CLASSES.resolve(name)));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesEveryClassAsItWas(Jdk jdk) throws Exception {
    Path load = Files.write(directory.resolve("load.bin"), new byte[1 << 20]);
    try (Conversation talk = new Conversation(jvm(jdk), directory)) {
      long pid = talk.process().pid();
      assertThat(talk.ask("touch " + String.join(",", WOVEN))).isEqualTo("touched");
      talk.ask("load " + load);
      Map<String, byte[]> before = watch(pid);
      assertThat(before).containsKeys(WOVEN.toArray(String[]::new));

      tell(jdk, Stream.of("attach", "" + pid, "-o", "ledger.dir=" + directory));
      assertThat(changed(before, watch(pid))).containsAll(WOVEN);

      tell(jdk, Stream.of("attach", "" + pid, "off"));
      assertThat(changed(before, watch(pid))).as("switched off").isEmpty();
      tell(jdk, Stream.of("attach", "" + pid, "on"));
      assertThat(changed(before, watch(pid))).as("switched on").containsAll(WOVEN);

      tell(jdk, Stream.of("attach", "" + pid, "remove"));
      assertThat(changed(before, watch(pid))).as("removed").isEmpty();
      Await.until(PATIENCE, () -> loaders(jdk, pid).isEmpty());
      assertThat(talk.ask("errors")).isEqualTo("errors 0");
      assertThat(talk.finish().exit()).isZero();
    }
  }

  private static ChildJvm jvm(Jdk jdk) {
    return ChildJvm.on(jdk)
        .options(
            "-XX:+EnableDynamicAgentLoading",
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            // Of a class in its archive the JVM does not know the order of the methods.
            "-Xshare:off",
            "-cp",
            String.join(File.pathSeparator, libraries()));
  }

  /** The test's classes, and the libraries that are woven. */
  private static List<String> libraries() {
    Stream<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(each -> each.contains("grpc-netty-shaded") || each.contains("tomcat"));
    return Stream.concat(Stream.of(Agents.CLASSES.toString()), jars).toList();
  }

  /** What another agent is shown of each class, by name. */
  private Map<String, byte[]> watch(long pid) throws Exception {
    Path seen = Files.createDirectory(directory.resolve("seen-" + watched++));
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
    try {
      machine.loadAgent(watcher.toString(), seen.toString());
    } finally {
      machine.detach();
    }
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.list(seen)) {
      for (Path file : files.toList()) {
        classes.put(file.getFileName().toString(), inOrder(Files.readAllBytes(file)));
      }
    }
    return classes;
  }

  /**
   * Its constants in the order of their use. Of a class that nobody has changed the JVM makes a
   * file from what it has in memory, where they are in another order each time.
   */
  private static byte[] inOrder(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    OpenedClassReader.of(classFile).accept(writer, 0);
    return writer.toByteArray();
  }

  /** The classes seen both times that are not the same. */
  private static List<String> changed(Map<String, byte[]> before, Map<String, byte[]> after) {
    return before.keySet().stream()
        .filter(after::containsKey)
        .filter(name -> !Arrays.equals(before.get(name), after.get(name)))
        .toList();
  }

  /** Class loaders of the agent's that a collection of all garbage leaves. */
  private static List<String> loaders(Jdk jdk, long pid) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                jdk.home().resolve("bin/jcmd").toString(), "" + pid, "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(histogram).isZero();
    assertThat(histogram).contains("java.lang.String");
    return histogram
        .lines()
        .filter(line -> line.contains(AgentClassLoader.class.getName() + " "))
        .toList();
  }

  private static void tell(Jdk jdk, Stream<String> arguments) throws Exception {
    ChildJvm.Result result =
        ChildJvm.on(jdk)
            .options("-jar")
            .run(Agents.JAR.toString(), arguments.toArray(String[]::new));
    assertThat(result.exit()).as("%s", result).isZero();
  }
}
