package io.bytetrail.agent;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
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

/**
 * Loads what the application must not see: classes and resources that the agent's jar keeps in its
 * {@link Pack}, where no other class loader finds them.
 *
 * <p>Its parent is the platform loader: what the application brings along is not seen from here
 * either.
 */
public final class AgentClassLoader extends ClassLoader
    implements Consumer<BiConsumer<String, Instrumentation>>, Closeable {
  /** Classes that the agent defines in the boot loader; without an agent they are found here. */
  private static final String BOOT = "boot/";

  /** Other people's classes, which have versions of their own. */
  private static final String SHADED = "io.bytetrail.shaded.";

  private static AgentClassLoader instance;

  static {
    registerAsParallelCapable();
  }

  private final Pack pack;
  private volatile BiConsumer<String, Instrumentation> entry;

  private AgentClassLoader(Pack pack) {
    super("bytetrail", ClassLoader.getPlatformClassLoader());
    this.pack = pack;
  }

  /** The one for the jar that this class came from. */
  static synchronized AgentClassLoader instance() throws IOException, URISyntaxException {
    if (instance == null) {
      URL jar = AgentClassLoader.class.getProtectionDomain().getCodeSource().getLocation();
      instance = new AgentClassLoader(new Pack(Path.of(jar.toURI()).toFile()));
    }
    return instance;
  }

  /** Nothing can be loaded from here any more, and the next start makes another. */
  @Override
  public void close() throws IOException {
    synchronized (AgentClassLoader.class) {
      instance = null;
    }
    entry = null;
    pack.close();
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
      byte[] bytes = read(path);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
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
    try {
      boolean here = pack.has(name) || pack.has(BOOT + name);
      return here ? url(name) : null;
    } catch (IOException e) {
      return null;
    }
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
    try {
      byte[] content = read(name);
      return content == null
          ? getParent().getResourceAsStream(name)
          : new ByteArrayInputStream(content);
    } catch (IOException e) {
      return null;
    }
  }

  /** Null for nothing. */
  private byte[] read(String name) throws IOException {
    byte[] content = pack.read(name);
    return content != null ? content : pack.read(BOOT + name);
  }

  @SuppressWarnings("deprecation") // The constructor that replaces it takes no handler before 20.
  private URL url(String name) {
    try {
      return new URL("bytetrail", null, -1, "/" + name, new EntryHandler(name));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private final class EntryHandler extends URLStreamHandler {
    private final String name;

    private EntryHandler(String name) {
      this.name = name;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(read(name));
        }
      };
    }
  }
}
