package io.bytetrail.agent;

import java.io.InputStream;

/** Applications that do next to nothing. */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("hello");
    for (String name : arguments) {
      System.out.println(name + " " + (isClass(name) || isResource(name) ? "seen" : "hidden"));
    }
  }

  private static boolean isClass(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isResource(String name) throws Exception {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(path)) {
      return in != null;
    }
  }
}
