package io.bytetrail.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Loads what the application must not see: classes and resources that the agent's jar keeps below
 * {@code inst/}, the classes as {@code .classdata}, where no other class loader finds them.
 *
 * <p>Its parent is the platform loader: what the application brings along is not seen from here
 * either.
 */
public final class AgentClassLoader extends ClassLoader
    implements Consumer<BiConsumer<String, Instrumentation>> {
  private static final String ROOT = "inst/";

  /** Classes that the agent defines in the boot loader; without an agent they are found here. */
  private static final String BOOT = "inst/boot/";

  /** Other people's classes, which have versions of their own. */
  private static final String SHADED = "io.bytetrail.shaded.";

  private static AgentClassLoader instance;

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private volatile BiConsumer<String, Instrumentation> entry;

  private AgentClassLoader(JarFile jar) {
    super("bytetrail", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
  }

  /** The one for the jar that this class came from. */
  static synchronized AgentClassLoader instance() throws IOException, URISyntaxException {
    if (instance == null) {
      URL jar = AgentClassLoader.class.getProtectionDomain().getCodeSource().getLocation();
      instance = new AgentClassLoader(new JarFile(Path.of(jar.toURI()).toFile(), false));
    }
    return instance;
  }

  /** Takes what starts the agent, from its class when that is initialised. */
  @Override
  public void accept(BiConsumer<String, Instrumentation> entry) {
    this.entry = entry;
  }

  /** What starts the agent. */
  BiConsumer<String, Instrumentation> entry() {
    return entry;
  }

  /** Without asking the parents for what only this loader has: they answer with an exception. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isOnlyHere(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  private static boolean isOnlyHere(String name) {
    return name.startsWith("io.bytetrail.")
        && !name.startsWith("io.bytetrail.hooks.")
        && !name.startsWith("io.bytetrail.ledger.");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try {
      ZipEntry entry = entry(path);
      if (entry == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = read(entry);
      definePackage(name);
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** With what the jar's manifest says of it, which is how bytetrail knows its own version. */
  private void definePackage(String className) {
    String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    if (!className.startsWith(SHADED) && getDefinedPackage(name) == null) {
      // Of this class's own package: it was defined by a loader that has read the manifest.
      Package own = AgentClassLoader.class.getPackage();
      String title = own.getImplementationTitle();
      String version = own.getImplementationVersion();
      try {
        definePackage(name, null, null, null, title, version, null, null);
      } catch (IllegalArgumentException e) {
        // Another thread was faster.
      }
    }
  }

  @Override
  protected URL findResource(String name) {
    ZipEntry entry = entry(name);
    return entry == null ? null : url(name, entry);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  /** Without a URL, whose handler would be looked for in the application's class path. */
  @Override
  public InputStream getResourceAsStream(String name) {
    ZipEntry entry = entry(name);
    try {
      return entry == null
          ? getParent().getResourceAsStream(name)
          : new ByteArrayInputStream(read(entry));
    } catch (IOException e) {
      return null;
    }
  }

  private ZipEntry entry(String name) {
    String path = name.endsWith(".class") ? name + "data" : name;
    ZipEntry entry = jar.getEntry(ROOT + path);
    return entry != null ? entry : jar.getEntry(BOOT + path);
  }

  private byte[] read(ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  @SuppressWarnings("deprecation") // The constructor that replaces it takes no handler before 20.
  private URL url(String name, ZipEntry entry) {
    try {
      return new URL("bytetrail", null, -1, "/" + name, new EntryHandler(entry));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private final class EntryHandler extends URLStreamHandler {
    private final ZipEntry entry;

    private EntryHandler(ZipEntry entry) {
      this.entry = entry;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(read(entry));
        }
      };
    }
  }
}
