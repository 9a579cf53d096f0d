package io.bytetrail.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.catalina.fake.servlets.DefaultServlet;
import org.springframework.fake.Resource;

/** Opens a file and reads 1000 bytes of it, once for each way that code is called. */
public final class Opener {
  static final int SIZE = 1000;
  static final int TURNS = 500;

  /** More frames than one chunk of a noted stack has, and than two. */
  static final int DEEP = 70;

  private static Path file;

  private Opener() {}

  public static void main(String[] arguments) throws Throwable {
    file = Path.of(arguments[0]);
    plain();
    viaFramework();
    lambda().call();
    reflection();
    methodHandle();
    proxy();
    Thread servlet = new Thread(new DefaultServlet(file));
    servlet.start();
    servlet.join();
    for (int turn = 0; turn < TURNS; turn++) {
      Resource.call(turn % DEEP, Opener::below);
      Resource.call(turn % DEEP, Opener::besides);
      if (turn == TURNS / 2) {
        System.gc();
      }
    }
  }

  private static void plain() throws IOException {
    read(new java.io.FileInputStream(file.toFile()));
  }

  private static void viaFramework() throws IOException {
    read(Resource.open(file));
  }

  private static Callable<Integer> lambda() {
    return () -> read(Resource.open(file));
  }

  private static void reflection() throws ReflectiveOperationException, IOException {
    Method open = Resource.class.getMethod("open", Path.class);
    read((InputStream) open.invoke(null, file));
  }

  private static void methodHandle() throws Throwable {
    MethodHandle open =
        MethodHandles.lookup()
            .findStatic(
                Resource.class, "open", MethodType.methodType(InputStream.class, Path.class));
    read((InputStream) open.invoke(file));
  }

  @SuppressWarnings("unchecked")
  private static void proxy() throws Exception {
    Callable<Integer> target = Opener::behindProxy;
    Object proxy =
        Proxy.newProxyInstance(
            Opener.class.getClassLoader(),
            new Class<?>[] {Callable.class},
            (self, method, values) -> target.call());
    ((Callable<Integer>) proxy).call();
  }

  private static int behindProxy() throws IOException {
    return read(Resource.open(file));
  }

  private static int below() throws IOException {
    return read(Resource.open(file));
  }

  private static int besides() throws IOException {
    return read(Resource.open(file));
  }

  private static int read(InputStream opened) throws IOException {
    try (opened) {
      return opened.read(new byte[SIZE]);
    }
  }
}
