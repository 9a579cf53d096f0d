package io.bytetrail.hooks;

import io.bytetrail.hooks.Frameworks.Owner;

/**
 * Which of a stack's frames are its site: the application's nearest to the call, with the frames of
 * the JDK and of frameworks folded away.
 *
 * <p>Of the frameworks' frames the one nearest to the JDK, which really opened the file, is kept as
 * <em>via</em>. Where there is no application on the stack, as when Tomcat sends a static file, the
 * site is the nearest frame of a framework in another package than that of the frame that opened
 * the file: {@code DefaultServlet.serveResource} via {@code FileResource.doGetInputStream}. A stack
 * with frames of the JDK alone has the first one above its input and output.
 */
final class Folding {
  private final int depth;
  private final Frameworks frameworks;

  /**
   * Folds all but the nearest {@code depth} frames of the application.
   *
   * @param depth at least 1
   */
  Folding(int depth, Frameworks frameworks) {
    this.depth = depth;
    this.frameworks = frameworks;
  }

  /**
   * What a stack is folded into.
   *
   * @param site its text: frames, the nearest first, with {@code " < "} in between
   * @param via text of the framework's frame; empty for none
   * @param frames how many frames this depends on, counted from the call
   * @param whole whether it depends on there being no more
   * @param jdks whether all of them are the JDK's
   */
  record Folded(String site, String via, int frames, boolean whole, boolean jdks) {}

  /**
   * Folds a stack.
   *
   * @param frames the nearest to the call first
   * @param jdk of each, whether it is one of the JDK's or of an agent's in the boot loader
   */
  Folded fold(StackTraceElement[] frames, boolean[] jdk) {
    StringBuilder site = new StringBuilder();
    StackTraceElement opener = null;
    StackTraceElement telling = null;
    String via = "";
    int found = 0;
    for (int i = 0; i < frames.length; i++) {
      StackTraceElement frame = frames[i];
      if (jdk[i] || FrameText.isGenerated(frame)) {
        continue;
      }
      Owner owner = frameworks.owner(frame.getClassName());
      if (owner == Owner.APPLICATION) {
        if (found == 0) {
          via = opener == null ? "" : FrameText.of(opener);
        }
        site.append(found == 0 ? "" : " < ").append(FrameText.of(frame));
        if (++found == depth) {
          return new Folded(site.toString(), via, i + 1, false, false);
        }
      } else if (opener == null) {
        opener = frame;
      } else if (telling == null && owner == Owner.FRAMEWORK && tellsMore(frame, opener)) {
        telling = frame;
      }
    }
    if (found == 0) {
      StackTraceElement frame = telling != null ? telling : opener;
      site.append(FrameText.of(frame != null ? frame : aboveInputOutput(frames)));
      via = telling == null ? "" : FrameText.of(opener);
    }
    boolean jdks = found == 0 && opener == null;
    return new Folded(site.toString(), via, frames.length, true, jdks);
  }

  private boolean tellsMore(StackTraceElement frame, StackTraceElement opener) {
    return frameworks.owner(opener.getClassName()) == Owner.PLUMBING
        || !packageOf(frame).equals(packageOf(opener));
  }

  private static StackTraceElement aboveInputOutput(StackTraceElement[] frames) {
    StackTraceElement first = null;
    for (StackTraceElement frame : frames) {
      String name = packageOf(frame);
      if (name.startsWith("io.bytetrail")) {
        continue;
      }
      first = first == null ? frame : first;
      if (!name.equals("java.io") && !name.startsWith("java.nio") && !name.startsWith("sun.nio")) {
        return frame;
      }
    }
    return first != null ? first : frames[frames.length - 1];
  }

  private static String packageOf(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
