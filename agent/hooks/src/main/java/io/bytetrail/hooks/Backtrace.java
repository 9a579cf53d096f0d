package io.bytetrail.hooks;

import static io.bytetrail.hooks.Installation.U;

/**
 * A stack as HotSpot itself notes it for an exception: no names, no line numbers, 30 ns a frame,
 * where a {@code StackWalker} that goes as far takes 180.
 *
 * <p>It is linked chunks of 32 frames: for each frame a method's number within its class, a
 * bytecode index with the version of the class, and the class. Where in a chunk these are is looked
 * up once, in a stack that is known; {@link #READABLE} is false if that fails.
 *
 * <p>No constructor runs, so that nobody who counts exceptions counts these.
 */
@SuppressWarnings("serial")
final class Backtrace extends Throwable {
  private static final long FRAMES = U.objectFieldOffset(Throwable.class, "backtrace");
  private static final long STACK_TRACE = U.objectFieldOffset(Throwable.class, "stackTrace");
  private static final StackTraceElement[] NOT_NULL = {};

  /** Indexes within a chunk. */
  private static final int METHODS = 0;

  private static final int BYTECODES = 1;
  private static final int CLASSES = 2;
  private static final int NEXT;

  static final boolean READABLE;

  static {
    NEXT = deep(40);
    READABLE = NEXT >= 0;
  }

  private Backtrace() {}

  static Backtrace make() {
    try {
      return (Backtrace) U.allocateInstance(Backtrace.class);
    } catch (InstantiationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Notes the running thread's stack; returns its first chunk. The caller's frame is in it. */
  Object[] take() {
    // Without it the next line does nothing, as for exceptions that want no stack.
    U.putReference(this, STACK_TRACE, NOT_NULL);
    fillInStackTrace();
    return (Object[]) U.getReference(this, FRAMES);
  }

  /** Forgets the stack, whose classes could not be unloaded while it is kept. */
  void forget() {
    U.putReference(this, FRAMES, null);
    U.putReference(this, STACK_TRACE, NOT_NULL);
  }

  static short[] methods(Object[] chunk) {
    return (short[]) chunk[METHODS];
  }

  static int[] bytecodes(Object[] chunk) {
    return (int[]) chunk[BYTECODES];
  }

  /** The classes; null where the chunk has no more frames. */
  static Object[] classes(Object[] chunk) {
    return (Object[]) chunk[CLASSES];
  }

  /** The frames behind these, or null. */
  static Object[] next(Object[] chunk) {
    return (Object[]) chunk[NEXT];
  }

  private static int deep(int depth) {
    return depth > 0 ? deep(depth - 1) : findNext(make());
  }

  /** The index of the next chunk in one that has a next; -1 if this is no chunk as described. */
  private static int findNext(Backtrace trace) {
    trace.take();
    Object frames = U.getReference(trace, FRAMES);
    if (!isChunk(frames)) {
      return -1;
    }
    Object[] chunk = (Object[]) frames;
    for (int i = CLASSES + 1; i < chunk.length; i++) {
      if (isChunk(chunk[i])) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isChunk(Object value) {
    return value instanceof Object[] chunk
        && chunk.length > CLASSES
        && chunk[METHODS] instanceof short[] methods
        && chunk[BYTECODES] instanceof int[] bytecodes
        && chunk[CLASSES] instanceof Object[] classes
        && methods.length == classes.length
        && bytecodes.length == classes.length
        && classes.length > 0
        && classes[0] == Backtrace.class;
  }
}
