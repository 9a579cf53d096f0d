package sun.nio.fs;

import java.util.function.IntToLongFunction;

/**
 * The status of an open file by the number of its descriptor: one {@code fstat}, where the public
 * way, by a path below {@code /proc/self/fd}, takes ten times as long.
 *
 * <p>In this package because what it calls is private to it: a method handle would do too, but
 * making the first one takes 3 to 9 ms at every start.
 *
 * <p>The answer is the size of a regular file; of anything else {@code -1 - type}, the type being
 * that of {@code stat(2)} without its zeros; {@link Long#MIN_VALUE} when there is no answer.
 */
public final class BytetrailStatus implements IntToLongFunction {
  private static final int TYPE_SHIFT = 12;
  private static final int TYPE_MASK = 0xF;
  private static final int REGULAR = 8;

  @Override
  public long applyAsLong(int descriptor) {
    try {
      UnixFileAttributes attributes = UnixFileAttributes.get(descriptor);
      int type = attributes.mode() >>> TYPE_SHIFT & TYPE_MASK;
      return type == REGULAR ? attributes.size() : -1 - type;
    } catch (UnixException e) {
      return Long.MIN_VALUE;
    }
  }
}
