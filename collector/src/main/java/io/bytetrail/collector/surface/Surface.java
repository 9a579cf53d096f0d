package io.bytetrail.collector.surface;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Every operation, family by family. */
final class Surface {
  private static final List<Class<?>> FAMILIES =
      List.of(
          StreamRows.class,
          RandomAccessRows.class,
          ChannelRows.class,
          TransferRows.class,
          MappedRows.class,
          FilesRows.class,
          WrapperRows.class,
          ArchiveRows.class,
          PipeRows.class,
          SocketRows.class,
          DatagramRows.class,
          AsynchronousRows.class);

  private Surface() {}

  /** One driver. */
  record Driver(Row row, Method method) {
    String family() {
      String name = method.getDeclaringClass().getSimpleName();
      return name.substring(0, name.length() - "Rows".length());
    }

    /** What the site of all that it does begins with. */
    String site() {
      return method.getDeclaringClass().getName() + "." + method.getName() + "(";
    }

    Moved drive(Bench bench) throws Throwable {
      try {
        return (Moved) method.invoke(null, bench);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  static List<Driver> drivers() {
    List<Driver> all = new ArrayList<>();
    for (Class<?> family : FAMILIES) {
      Arrays.stream(family.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Row.class))
          .map(method -> new Driver(method.getAnnotation(Row.class), method))
          .sorted(Comparator.comparing(driver -> driver.row().value()))
          .forEach(all::add);
    }
    return all;
  }
}
