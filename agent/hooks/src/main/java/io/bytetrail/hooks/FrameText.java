package io.bytetrail.hooks;

/**
 * A frame as people would name it: {@code com.acme.Shop.load(Shop.java:31)}, and of code that a
 * compiler made from a lambda, {@code com.acme.Shop.load (lambda) (Shop.java:31)}.
 */
final class FrameText {
  private static final String LAMBDA = " (lambda)";

  /** In the names of classes that libraries make at run time, none of which anybody wrote. */
  private static final String[] GENERATED = {
    "$$EnhancerBy",
    "$$FastClass",
    "$$SpringCGLIB$$",
    "$$Lambda",
    "$$_Weld",
    "$ByteBuddy$",
    "$HibernateProxy$",
    "$MockitoMock$",
    "$auxiliary$",
    "_$$_j",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
  };

  private FrameText() {}

  static String of(StackTraceElement frame) {
    String file = frame.getFileName();
    int line = frame.getLineNumber();
    String where = file == null ? "Unknown Source" : line < 0 ? file : file + ":" + line;
    return name(frame.getClassName(), frame.getMethodName()) + "(" + where + ")";
  }

  /** Whether nobody wrote this frame: a proxy, or an accessor between nested classes. */
  static boolean isGenerated(StackTraceElement frame) {
    if (frame.getMethodName().startsWith("access$")) {
      return true;
    }
    String name = frame.getClassName();
    for (String part : GENERATED) {
      if (name.contains(part)) {
        return true;
      }
    }
    int last = name.lastIndexOf('.') + 1;
    return name.startsWith("$Proxy", last) && isNumber(name, last + "$Proxy".length());
  }

  private static String name(String className, String method) {
    String type = before(className, "/");
    String plain = plainMethod(method);
    boolean lambda = !plain.equals(method) && method.contains("$") && isLambda(method);
    if (plain.equals("invoke") || plain.equals("invokeSuspend") || plain.equals("doCall")) {
      // Kotlin's Outer$method$1 and Groovy's Outer$_method_closure1 are lambdas with a class.
      String outer = outerMethod(type);
      if (outer != null) {
        return outer + LAMBDA + " ";
      }
    }
    // Scala's objects are classes with a dollar at the end.
    String named = type.endsWith("$") ? type.substring(0, type.length() - 1) : type;
    return named + "." + plain + (lambda ? LAMBDA + " " : "");
  }

  private static boolean isLambda(String method) {
    return method.startsWith("lambda$")
        || method.contains("$lambda")
        || method.startsWith("$anonfun$");
  }

  /** The method that somebody wrote. */
  private static String plainMethod(String method) {
    if (method.startsWith("lambda$")) {
      String name = untilNumber(method.substring("lambda$".length()));
      return switch (name) {
        case "new" -> "<init>";
        case "static" -> "<clinit>";
        case "null" -> "lambda";
        default -> name;
      };
    }
    if (method.startsWith("$anonfun$")) {
      return untilNumber(method.substring("$anonfun$".length()));
    }
    String name = method;
    for (String suffix : new String[] {"$lambda", "$default", "$suspendImpl", "$adapted"}) {
      name = before(name, suffix);
    }
    return name;
  }

  /** {@code com.acme.Shop.load} of {@code com.acme.Shop$load$1}, or null. */
  private static String outerMethod(String type) {
    int closure = type.indexOf("_closure");
    if (closure > 0) {
      int start = type.lastIndexOf("$_", closure);
      return start < 0 ? null : type.substring(0, start) + "." + type.substring(start + 2, closure);
    }
    int number = type.lastIndexOf('$');
    if (number < 0 || !isNumber(type, number + 1)) {
      return null;
    }
    int method = type.lastIndexOf('$', number - 1);
    return method < 0 ? null : type.substring(0, method) + "." + type.substring(method + 1, number);
  }

  /** {@code load} of {@code load$3} and {@code load$3$adapted}. */
  private static String untilNumber(String name) {
    for (int i = name.indexOf('$'); i > 0; i = name.indexOf('$', i + 1)) {
      if (i + 1 < name.length() && Character.isDigit(name.charAt(i + 1))) {
        return name.substring(0, i);
      }
    }
    return name;
  }

  private static String before(String text, String mark) {
    int at = text.indexOf(mark);
    return at > 0 ? text.substring(0, at) : text;
  }

  private static boolean isNumber(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (!Character.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return start < text.length();
  }
}
