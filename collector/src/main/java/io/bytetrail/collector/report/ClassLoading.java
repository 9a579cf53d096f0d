package io.bytetrail.collector.report;

import java.util.List;

/**
 * What a JVM reads to load classes and resources: archives of classes, into memory. In the text
 * they are one line, since each library has a row of its own else; the JSON has all of them.
 */
final class ClassLoading {
  private static final List<String> ARCHIVES = List.of(".jar", ".war", ".jmod", "/lib/modules");

  private ClassLoading() {}

  static boolean isOf(Route route) {
    return route.strategy().equals("read")
        && route.target().equals("memory")
        && ARCHIVES.stream().anyMatch(route.file()::endsWith);
  }

  /** {@code class loading: 12 files}; a route knows the first of its files. */
  static String text(List<Route> routes) {
    long files = routes.stream().map(Route::file).distinct().count();
    return "class loading: " + Page.count(files, "file");
  }
}
