package io.bytetrail.hooks;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All frames of a stack, for a JVM whose own notes of one cannot be read.
 *
 * <p>A class, not a lambda: linking one would run in the middle of somebody's first read.
 */
final class Walk implements Function<Stream<StackFrame>, List<StackFrame>> {
  static final StackWalker.Option CLASSES = StackWalker.Option.RETAIN_CLASS_REFERENCE;

  @Override
  public List<StackFrame> apply(Stream<StackFrame> frames) {
    List<StackFrame> all = new ArrayList<>();
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
      all.add(each.next());
    }
    return all;
  }
}
