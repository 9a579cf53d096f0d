package io.bytetrail.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;

/** An application whose libraries come by loaders of their own. */
final class StrangeLoaders {
  private static final String SOCKET = "io.bytetrail.agent.fake.io.netty.channel.unix.Socket";
  private static final int BYTES = 10;

  /** Argument: {@code twice}, {@code hidden} or {@code unloaded}. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "twice" -> {
        use(new Own(true));
        use(new Own(true));
      }
      case "hidden" -> use(new Own(false));
      case "unloaded" -> {
        WeakReference<ClassLoader> loader = new WeakReference<>(used());
        for (int i = 0; i < 100 && !loader.refersTo(null); i++) {
          System.gc();
        }
        check(loader.refersTo(null), "the loader is kept");
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static ClassLoader used() throws Exception {
    Own loader = new Own(true);
    use(loader);
    return loader;
  }

  private static void use(Own loader) throws Exception {
    Object socket = loader.loadClass(SOCKET).getConstructor().newInstance();
    check(socket.getClass().getClassLoader() == loader, "it has a class of its own");
    Object sent =
        socket
            .getClass()
            .getMethod("sendAddress", long.class, int.class, int.class)
            .invoke(socket, 0L, 0, BYTES);
    check(sent.equals(BYTES), "it works");
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  private StrangeLoaders() {}

  /** Has the library for itself, and hides the boot loader's unknown packages as OSGi does. */
  private static final class Own extends ClassLoader {
    private final boolean showsHooks;

    private Own(boolean showsHooks) {
      this.showsHooks = showsHooks;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!showsHooks && name.startsWith("io.bytetrail.hooks")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.equals(SOCKET)) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
