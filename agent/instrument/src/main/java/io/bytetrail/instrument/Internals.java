package io.bytetrail.instrument;

import io.bytetrail.ledger.Mapping;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import jdk.internal.ref.Cleaner;

/**
 * Native methods of the JDK's, called past the Java above them. {@code ProcessBuilder} and {@code
 * FileChannel.map} load hundreds of classes and make method handles, which a start need not wait
 * for: on 25 they are 30 and 40 ms.
 *
 * <p>Each is reached through a class that {@link InternalsMaker} made when this build of the JDK
 * was woven, and that was kept with the woven classes. Where there is none, the JDK's own way is
 * taken.
 */
final class Internals {
  static final String FORK = "forkAndExec";
  static final String WAIT = "waitForProcessExit0";
  static final String MAP = "map0";
  static final String UNMAP = "unmap0";

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final byte[] NO_ORIGINAL = {};

  // java.lang.invoke.MethodHandleNatives.Constants: of a hidden class
  private static final int NESTMATE_HIDDEN_STRONG = 1 | 2 | 4;

  /** {@code vfork}: without {@code jspawnhelper}, which the JDK puts between by default. */
  private static final int VFORK = 3;

  private static final int READ_ONLY = 0;
  private static final int READ_WRITE = 1;

  private final Weaving weaving;

  Internals(Weaving weaving) {
    this.weaving = weaving;
  }

  /** A method and what is given in an array: the object it is called on, if any, then arguments. */
  static WovenClasses.Entry entry(String method, byte[] caller) {
    return new WovenClasses.Entry(method, NO_ORIGINAL, caller);
  }

  static byte[] find(Weaving weaving, String method) {
    return weaving.find(method, NO_ORIGINAL);
  }

  /** Starts a program; null where that takes {@code ProcessBuilder}. */
  Function<List<String>, Process> launcher() {
    ToLongFunction<Object[]> fork = caller(FORK, "java.lang.ProcessImpl");
    ToLongFunction<Object[]> wait = caller(WAIT, "java.lang.ProcessHandleImpl");
    return fork == null || wait == null ? null : new Launcher(fork, wait);
  }

  /** Maps a ledger; null where that takes {@code FileChannel.map}. */
  Mapping.Mapper mapper() {
    ToLongFunction<Object[]> map = caller(MAP, "sun.nio.ch.UnixFileDispatcherImpl");
    ToLongFunction<Object[]> unmap = caller(UNMAP, "sun.nio.ch.UnixFileDispatcherImpl");
    return map == null || unmap == null ? null : new Mapper(map, unmap);
  }

  @SuppressWarnings("unchecked")
  private ToLongFunction<Object[]> caller(String method, String owner) {
    byte[] file = find(weaving, method);
    if (file == null) {
      return null;
    }
    try {
      Class<?> host = Class.forName(owner, false, null);
      Class<?> caller =
          SharedSecrets.getJavaLangAccess()
              .defineClass(
                  null,
                  host,
                  owner + "$" + method,
                  file,
                  null,
                  false,
                  NESTMATE_HIDDEN_STRONG,
                  null);
      return (ToLongFunction<Object[]>) U.allocateInstance(caller);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static final class Launcher implements Function<List<String>, Process> {
    private final ToLongFunction<Object[]> fork;
    private final ToLongFunction<Object[]> wait;

    private Launcher(ToLongFunction<Object[]> fork, ToLongFunction<Object[]> wait) {
      this.fork = fork;
      this.wait = wait;
    }

    @Override
    public Process apply(List<String> command) {
      StringBuilder arguments = new StringBuilder();
      for (int i = 1; i < command.size(); i++) {
        arguments.append(command.get(i)).append('\0');
      }
      try (FileOutputStream nowhere = new FileOutputStream("/dev/null")) {
        int[] descriptors = {-1, -1, number(nowhere.getFD())};
        long pid =
            fork.applyAsLong(
                new Object[] {
                  U.allocateInstance(Class.forName("java.lang.ProcessImpl", true, null)),
                  VFORK,
                  bytes(System.getProperty("java.home") + "/lib/jspawnhelper"),
                  bytes(command.get(0)),
                  arguments.toString().getBytes(StandardCharsets.UTF_8),
                  command.size() - 1,
                  null, // our environment
                  0,
                  null, // our directory
                  descriptors,
                  false
                });
        return new ForkedProcess(
            (int) pid,
            new FileOutputStream(descriptor(descriptors[0])),
            new FileInputStream(descriptor(descriptors[1])),
            wait);
      } catch (LinkageError e) {
        // Of another build of the JDK, which has another such method.
        return null;
      } catch (IOException | ReflectiveOperationException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    private static byte[] bytes(String path) {
      return (path + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static int number(FileDescriptor descriptor) {
      return SharedSecrets.getJavaIOFileDescriptorAccess().get(descriptor);
    }

    private static FileDescriptor descriptor(int number) {
      FileDescriptor descriptor = new FileDescriptor();
      SharedSecrets.getJavaIOFileDescriptorAccess().set(descriptor, number);
      return descriptor;
    }
  }

  /** Makes of an empty direct buffer one of the mapping, which goes when its cleaner runs. */
  private static final class Mapper implements Mapping.Mapper {
    private final ToLongFunction<Object[]> map;
    private final ToLongFunction<Object[]> unmap;

    private Mapper(ToLongFunction<Object[]> map, ToLongFunction<Object[]> unmap) {
      this.map = map;
      this.unmap = unmap;
    }

    @Override
    public MappedByteBuffer map(FileChannel file, boolean writable, long length)
        throws IOException {
      Object descriptor = U.getReference(file, U.objectFieldOffset(file.getClass(), "fd"));
      long address;
      try {
        address =
            map.applyAsLong(
                new Object[] {descriptor, writable ? READ_WRITE : READ_ONLY, 0L, length, false});
      } catch (LinkageError e) {
        // Of another build of the JDK, which has another such method.
        return file.map(writable ? MapMode.READ_WRITE : MapMode.READ_ONLY, 0, length);
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect(0);
      U.putLong(buffer, U.objectFieldOffset(Buffer.class, "address"), address);
      U.putInt(buffer, U.objectFieldOffset(Buffer.class, "capacity"), Math.toIntExact(length));
      // What tells a mapped buffer from others.
      U.putReference(
          buffer, U.objectFieldOffset(MappedByteBuffer.class, "fd"), new FileDescriptor());
      U.putReference(
          buffer,
          U.objectFieldOffset(buffer.getClass(), "cleaner"),
          Cleaner.create(buffer, new Unmap(unmap, address, length)));
      buffer.clear();
      return (MappedByteBuffer) buffer;
    }
  }

  private record Unmap(ToLongFunction<Object[]> unmap, long address, long length)
      implements Runnable {
    @Override
    public void run() {
      var unused = unmap.applyAsLong(new Object[] {address, length});
    }
  }
}
