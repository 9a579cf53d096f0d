package io.bytetrail.hooks;

import java.lang.ref.SoftReference;

/**
 * The part of a stack that its site depends on, frame by frame, so that to know it again is exact.
 *
 * <p>The classes are held softly: an application that is undeployed can be unloaded. Immutable, but
 * for what the collector clears.
 */
final class KnownStack extends SoftReference<Object[]> {
  final int hash;
  final Site site;
  private final short[] methods;
  private final int[] bytecodes;
  private final boolean whole;

  /**
   * Notes the first {@code frames} frames.
   *
   * @param whole whether the stack must end there
   */
  KnownStack(Object[] stack, int frames, boolean whole, Site site) {
    super(new Object[frames]);
    this.hash = hash(stack);
    this.site = site;
    this.whole = whole;
    methods = new short[frames];
    bytecodes = new int[frames];
    Object[] classes = get();
    Object[] chunk = stack;
    for (int from = 0; from < frames; chunk = Backtrace.next(chunk)) {
      int count = Math.min(frames - from, Backtrace.classes(chunk).length);
      System.arraycopy(Backtrace.methods(chunk), 0, methods, from, count);
      System.arraycopy(Backtrace.bytecodes(chunk), 0, bytecodes, from, count);
      System.arraycopy(Backtrace.classes(chunk), 0, classes, from, count);
      from += count;
    }
  }

  /** Of the frames nearest to the call, of which no site depends on fewer than a handful. */
  static int hash(Object[] stack) {
    int[] bytecodes = Backtrace.bytecodes(stack);
    short[] methods = Backtrace.methods(stack);
    int hash = 1;
    for (int i = 0; i < bytecodes.length / 2; i++) {
      hash = (hash * 31 + bytecodes[i]) * 31 + methods[i];
    }
    return hash;
  }

  boolean matches(Object[] stack) {
    Object[] classes = get();
    if (classes == null) {
      return false;
    }
    Object[] chunk = stack;
    int from = 0;
    while (chunk != null) {
      int[] theirBytecodes = Backtrace.bytecodes(chunk);
      short[] theirMethods = Backtrace.methods(chunk);
      Object[] theirClasses = Backtrace.classes(chunk);
      int count = Math.min(classes.length - from, theirClasses.length);
      for (int i = 0; i < count; i++) {
        if (theirBytecodes[i] != bytecodes[from + i]
            || theirMethods[i] != methods[from + i]
            || theirClasses[i] != classes[from + i]) {
          return false;
        }
      }
      from += count;
      if (count < theirClasses.length) {
        return !whole || theirClasses[count] == null;
      }
      chunk = Backtrace.next(chunk);
      if (from == classes.length) {
        return !whole || chunk == null;
      }
    }
    return false;
  }
}
