package io.bytetrail.collector.surface;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * What of {@code java.lang.foreign} the drivers call, by handles: this is compiled for JDK 17. The
 * drivers invoke them, so that they are the site.
 *
 * @param arena makes one that any thread may use
 */
record Foreign(
    MethodHandle arena,
    MethodHandle map,
    MethodHandle slice,
    MethodHandle buffer,
    MethodHandle load,
    MethodHandle force,
    MethodHandle getByte) {
  /** The first JDK with these names. */
  static final int SINCE = 22;

  static Foreign find() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    Class<?> arena = Class.forName("java.lang.foreign.Arena");
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    Class<?> ofByte = Class.forName("java.lang.foreign.ValueLayout$OfByte");
    MethodType map = MethodType.methodType(segment, MapMode.class, long.class, long.class, arena);
    MethodHandle get =
        lookup.findVirtual(segment, "get", MethodType.methodType(byte.class, ofByte, long.class));
    Object layout = Class.forName("java.lang.foreign.ValueLayout").getField("JAVA_BYTE").get(null);
    return new Foreign(
        lookup.findStatic(arena, "ofShared", MethodType.methodType(arena)),
        lookup.findVirtual(FileChannel.class, "map", map),
        lookup.findVirtual(
            segment, "asSlice", MethodType.methodType(segment, long.class, long.class)),
        lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class)),
        lookup.findVirtual(segment, "load", MethodType.methodType(void.class)),
        lookup.findVirtual(segment, "force", MethodType.methodType(void.class)),
        MethodHandles.insertArguments(get, 1, layout));
  }
}
