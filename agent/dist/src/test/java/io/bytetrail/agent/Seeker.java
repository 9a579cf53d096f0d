package io.bytetrail.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for classes, and for their files; prints what it finds. */
final class Seeker {
  private Seeker() {}

  public static void main(String[] arguments) throws IOException {
    ClassLoader loader = Seeker.class.getClassLoader();
    for (String path : Files.readAllLines(Path.of(arguments[0]))) {
      try {
        var unused = Class.forName(path.replace('/', '.'), false, loader);
        System.out.println("loaded " + path);
      } catch (ClassNotFoundException | LinkageError e) {
        // As it should be.
      }
      if (loader.getResource(path + ".class") != null) {
        System.out.println("found " + path);
      }
    }
  }
}
