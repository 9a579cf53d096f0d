package io.bytetrail.hooks;

import io.bytetrail.hooks.Installation.Constants;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * What advice calls: one static method before the JDK's call, one after it.
 *
 * <p>An {@code enter…} method publishes the lane in the thread's slot and returns the context that
 * its {@code exit…} method counts in, or null when there is nothing to count: the thread is inside
 * a hooked call already or is one of bytetrail's own, the descriptor is closed or not followed, or
 * the call will not reach the kernel. Neither throws for anything the application passed to the
 * JDK; what goes wrong all the same, advice hands to {@link #suppressed}.
 */
public final class Hooks {
  private Hooks() {}

  // --- once ---

  /** One slot for every thread id Linux can give: {@code pid_max} may rise while the JVM runs. */
  public static final int SLOT_COUNT = Slots.MAX;

  /** Allocates {@link #SLOT_COUNT} slots; returns their address. */
  public static long allocateSlots() {
    return Slots.allocate(SLOT_COUNT);
  }

  /**
   * Sets which frames of a stack its site is; before {@link #install}.
   *
   * @param depth how many of the application's frames
   * @param skip names of packages or classes that are folded like a framework's, separated by
   *     {@code :}; one behind a {@code -} is not
   */
  public static void foldSites(int depth, String skip) {
    Sites.fold(depth, skip);
  }

  /** Sets where to count, and runs through the slow paths once, before any hook is live. */
  public static void install(
      MappedByteBuffer memory, LedgerWriter writer, long slots, int slotCount) {
    EarlyClasses.load();
    Switch.install(memory, writer, slots, slotCount);
    Contexts.current().newTransfer();
    Sites.warmUp();
  }

  /** Puts everything the running thread will ever do under bytetrail's own lane. */
  public static void markThread() {
    Contexts.current().mark();
  }

  /** Puts what the thread does until {@link #resume} there; returns what to resume with. */
  public static long pause() {
    return Contexts.current().enterOwn();
  }

  public static void resume(long paused) {
    Contexts.current().leaveOwn(paused);
  }

  // --- recording each transfer ---

  /** Has every transfer told to a recorder from now on, beside those that record already. */
  public static void record(TransferRecorder recorder) {
    TransferRecorders.add(recorder);
  }

  /** It is told of nothing more; without effect if it records nothing. */
  public static void recordNoMore(TransferRecorder recorder) {
    TransferRecorders.remove(recorder);
  }

  /**
   * Tells of transfers whose files have been closed, and of those that rest; about once a second.
   */
  public static void sweepTransfers() {
    Transfers.sweep();
  }

  /** Tells what has been done so far of all that go on, before a recording ends. */
  public static void tellTransfers() {
    Transfers.tellAll();
  }

  /** How many had to be told of in parts, because too many went on at once. */
  public static long evictedTransfers() {
    return Transfers.evicted();
  }

  // --- what calls have of the device, where the kernel's programs do not count ---

  /**
   * Has some calls chosen at random, for the kernel's account of the thread to be read before and
   * after them.
   *
   * @param budget how much of one processor that may take; above 0
   * @return whether that account can be read
   */
  public static boolean sample(double budget) {
    Context context = Contexts.current();
    long before = context.enterOwn();
    ThreadIo io = ThreadIo.open(); // loads what no hook should
    if (io != null) {
      io.close();
      Sampler sampler = new Sampler(budget);
      Sampling unused = new Sampling(sampler);
      unused.close();
      Switch.sample(sampler);
    }
    context.leaveOwn(before);
    return io != null;
  }

  /** How many errors {@link #suppressed} has been given. */
  public static long suppressedErrors() {
    Installation.LOCK.lock();
    try {
      boolean there = Installation.isSet();
      return there
          ? Installation.U.getLong(Constants.LEDGER + LedgerDescriptor.SUPPRESSED_OFFSET)
          : 0;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  // --- opening ---

  /** After a file has been opened. */
  public static void opened(FileDescriptor descriptor, Object path, boolean writable) {
    int number = OpenFiles.number(descriptor);
    Context context = Contexts.current();
    if (number < 0 || path == null || context.isInside()) {
      return;
    }
    long before = context.enterOwn();
    try {
      OpenFiles.add(context, descriptor, number, path, writable);
    } finally {
      context.leaveOwn(before);
    }
  }

  /** After a channel's file has been opened, with the JDK's own flags. */
  public static void opened(FileDescriptor descriptor, Object path, Object flags) {
    opened(descriptor, path, OpenFlags.isWritable(flags));
  }

  /** After the application has moved a file's position: what follows is another transfer. */
  public static void positioned(FileDescriptor descriptor, long position) {
    int number = OpenFiles.number(descriptor);
    OpenFile file = number < 0 ? null : OpenFiles.get(descriptor, number);
    if (file != null) {
      file.positioned(position);
    }
  }

  // --- byte arrays: streams, random access files, sockets' streams ---

  /** Before a sequential read of up to {@code length} bytes. */
  public static Context enterRead(FileDescriptor descriptor, Operation operation, int length) {
    Context context = Contexts.current();
    OpenFile file = length <= 0 ? null : followed(context, descriptor, null);
    return file == null
        ? null
        : file.enterSequential(context, Channels.streamRead(file, operation));
  }

  /** After it: {@code bytes} of the file are in {@code array}. */
  public static void exitRead(
      Context context, byte[] array, int offset, int bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    OpenFile file = context.file;
    if (context.leave(bytes, bytes, thrown) && thrown == null) {
      file.advanced(bytes);
      if (bytes > 0) {
        filled(context, file, array, offset, bytes, true);
      }
    }
  }

  /** After a read of one byte: its value, or -1. */
  public static void exitRead(Context context, int value, Throwable thrown) {
    if (context == null) {
      return;
    }
    int bytes = value < 0 ? -1 : 1;
    if (context.leave(bytes, 0, thrown) && thrown == null) {
      context.file.advanced(bytes);
    }
  }

  /** Before a sequential write. */
  public static Context enterWrite(
      FileDescriptor descriptor, Operation operation, byte[] array, int offset, int length) {
    Context context = Contexts.current();
    OpenFile file = length <= 0 ? null : followed(context, descriptor, null);
    if (file == null) {
      return null;
    }
    operation = Channels.streamWrite(file, operation);
    if (array != null) {
      Fill fill = Origins.of(context, array, offset, length, file.isFile());
      if (fill != null && file.takes(fill)) {
        return enterChained(context, file, operation, fill, offset, -1);
      }
    }
    return file.enterSequential(context, operation);
  }

  /** After it: {@code bytes} of {@code length} have been written. */
  public static void exitWrite(
      Context context, int offset, int length, int bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    Fill fill = context.fill;
    context.fill = null;
    OpenFile file = context.file;
    if (context.leave(bytes, length, thrown) && thrown == null) {
      file.advanced(Math.max(bytes, 0));
      if (fill != null) {
        sent(file, fill, bytes);
        fill.spend(offset, (long) offset + Math.max(bytes, 0));
      }
    }
  }

  /** After a write of a whole array. */
  public static void exitWrite(Context context, byte[] array, Throwable thrown) {
    if (context != null) {
      exitWrite(context, 0, array.length, thrown == null ? array.length : 0, thrown);
    }
  }

  /** After a write of one byte, which is in no array. */
  public static void exitWrite(Context context, Throwable thrown) {
    if (context != null) {
      OpenFile file = context.file;
      if (context.leave(thrown == null ? 1 : 0, 0, thrown) && thrown == null) {
        file.advanced(1);
      }
    }
  }

  // --- channels: one buffer ---

  /** Before a channel's read; {@code position} is -1 where the channel has its own. */
  public static Context enterRead(
      FileDescriptor descriptor,
      ByteBuffer buffer,
      long position,
      boolean directIo,
      Object dispatcher) {
    Context context = Contexts.current();
    OpenFile file =
        buffer == null || !buffer.hasRemaining() ? null : followed(context, descriptor, dispatcher);
    if (file == null) {
      return null;
    }
    boolean refused = file.asked && position >= 0 && Asked.isAsking();
    return refused
        ? enterAt(context, file, Operation.TRANSFER_TO_READ, position)
        : enterAt(context, file, Channels.read(file, buffer, directIo), position);
  }

  public static void exitRead(
      Context context, ByteBuffer buffer, long position, int bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    long copied = Buffers.isHeap(buffer) ? bytes : 0;
    if (left(context, position, bytes, copied, thrown) && bytes > 0) {
      filled(context, buffer, Buffers.position(buffer) - bytes, bytes);
    }
  }

  /** Before a channel's write. */
  public static Context enterWrite(
      FileDescriptor descriptor,
      ByteBuffer buffer,
      long position,
      boolean directIo,
      Object dispatcher) {
    Context context = Contexts.current();
    OpenFile file =
        buffer == null || !buffer.hasRemaining() ? null : followed(context, descriptor, dispatcher);
    if (file == null) {
      return null;
    }
    Operation operation = Channels.write(file, buffer, directIo);
    Fill fill = Origins.of(context, buffer, file.isFile());
    if (fill != null && file.takes(fill)) {
      long start = Buffers.position(buffer);
      return enterChained(context, file, operation, fill, start, position);
    }
    return enterAt(context, file, operation, position);
  }

  public static void exitWrite(
      Context context, ByteBuffer buffer, long position, int bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    Fill fill = context.fill;
    context.fill = null;
    long copied = Buffers.isHeap(buffer) ? buffer.remaining() + Math.max(bytes, 0L) : 0;
    if (fill == null || !fill.lane.readsFile()) {
      if (left(context, position, bytes, copied, thrown) && fill != null) {
        long end = Buffers.position(buffer);
        fill.spend(end - Math.max(bytes, 0), end);
      }
      return;
    }
    OpenFile file = context.file;
    if (context.leave(bytes, copied, thrown) && thrown == null) {
      if (position < 0) {
        file.advanced(Math.max(bytes, 0));
      }
      file.sent(bytes);
      long end = Buffers.position(buffer);
      fill.spend(end - Math.max(bytes, 0), end);
    }
  }

  // --- channels: several buffers ---

  /** Before a scattering read. */
  public static Context enterRead(
      FileDescriptor descriptor,
      ByteBuffer[] buffers,
      int offset,
      int length,
      boolean directIo,
      Object dispatcher) {
    Context context = Contexts.current();
    ByteBuffer first = Channels.firstWithRoom(buffers, offset, length);
    OpenFile file = first == null ? null : followed(context, descriptor, dispatcher);
    if (file == null) {
      return null;
    }
    return file.enterSequential(context, Channels.read(file, first, directIo));
  }

  public static void exitRead(
      Context context, ByteBuffer[] buffers, int offset, int length, long bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    long copied = Channels.copiedByRead(buffers, offset, length, bytes);
    if (!left(context, -1, bytes, copied, thrown)) {
      return;
    }
    long left = bytes;
    for (int i = offset; i < offset + length && left > 0; i++) {
      // A buffer the read has gone through is filled up to its position, from where is not known.
      long end = Buffers.position(buffers[i]);
      long part = Math.min(left, buffers[i].position());
      if (part > 0) {
        filled(context, buffers[i], end - part, part);
      }
      left -= part;
    }
  }

  /** Before a gathering write: it is chained to the lane of whichever buffer has most of it. */
  public static Context enterWrite(
      FileDescriptor descriptor,
      ByteBuffer[] buffers,
      int offset,
      int length,
      boolean directIo,
      Object dispatcher) {
    Context context = Contexts.current();
    ByteBuffer first = Channels.firstWithRoom(buffers, offset, length);
    OpenFile file = first == null ? null : followed(context, descriptor, dispatcher);
    if (file == null) {
      return null;
    }
    context.copied = Channels.copiedByWrite(buffers, offset, length);
    Fill most = null;
    ByteBuffer chained = first;
    long mostOverlap = 0;
    long overlaps = 0;
    long all = 0;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer buffer = buffers[i];
      all += buffer.remaining();
      Fill fill = buffer.hasRemaining() ? Origins.of(context, buffer, file.isFile()) : null;
      if (fill == null || !file.takes(fill)) {
        continue;
      }
      long start = Buffers.position(buffer);
      long overlap = fill.overlap(start, start + buffer.remaining());
      overlaps += overlap;
      if (overlap > mostOverlap) {
        mostOverlap = overlap;
        most = fill;
        chained = buffer;
      }
    }
    Operation operation = Channels.write(file, chained, directIo);
    if (most != null && 2 * overlaps >= all) {
      return enterChained(context, file, operation, most, Buffers.position(chained), -1);
    }
    return file.enterSequential(context, operation);
  }

  public static void exitWrite(
      Context context, ByteBuffer[] buffers, int offset, int length, long bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    Fill chained = context.fill;
    context.fill = null;
    OpenFile file = context.file;
    if (!context.leave(bytes, context.copied, thrown) || thrown != null) {
      return;
    }
    file.advanced(Math.max(bytes, 0));
    if (chained == null) {
      return;
    }
    long left = bytes;
    for (int i = offset; i < offset + length && left > 0; i++) {
      long end = Buffers.position(buffers[i]);
      long part = Math.min(left, buffers[i].position());
      left -= part;
      Fill fill = Fills.find(context, Buffers.identity(buffers[i]), end - part, end);
      if (fill != null) {
        fill.spend(end - part, end);
        if (fill == chained && fill.lane.readsFile()) {
          file.sentUpTo(end);
        }
      }
    }
  }

  // --- inside the kernel ---

  /**
   * Before the kernel moves bytes from one descriptor to another; {@code position} in the source.
   */
  public static Context enterTransfer(FileDescriptor source, long position, FileDescriptor target) {
    Context context = Contexts.current();
    OpenFile from = followed(context, source, null);
    OpenFile to = from == null ? null : followed(context, target, null);
    if (to == null) {
      return null;
    }
    return to.enterTransfer(context, from.lane(Channels.transferTo(to)), from, position);
  }

  /** Before the kernel moves bytes to {@code position} of one file from where another stands. */
  public static Context enterTransferFrom(
      FileDescriptor source, FileDescriptor target, long position) {
    Context context = Contexts.current();
    OpenFile from = followed(context, source, null);
    OpenFile to = from == null ? null : followed(context, target, null);
    if (to == null) {
      return null;
    }
    Lane lane = from.lane(Operation.TRANSFER_FROM_FILE);
    return to.enterTransfer(context, lane, from, position);
  }

  public static void exitTransfer(Context context, long bytes, Throwable thrown) {
    if (context == null) {
      return;
    }
    OpenFile to = context.file;
    if (context.leave(bytes, 0, thrown)) {
      to.moved(context, bytes);
    }
  }

  /** Before the system call that maps {@code length} bytes of a file. */
  public static Context enterMap(FileDescriptor descriptor, long length) {
    Context context = Contexts.current();
    OpenFile file = length <= 0 ? null : followed(context, descriptor, null);
    if (file == null) {
      return null;
    }
    return context.enter(file, file.lane(Mappings.operation()), context.newTransfer(), true);
  }

  /** After it. The bytes are {@link #mapped}'s to count: the kernel's begin where a page does. */
  public static void exitMap(Context context, Throwable thrown) {
    if (context != null) {
      context.leave(0, 0, thrown);
    }
  }

  /** After a file has been mapped: the buffer holds it from now on. */
  public static void mapped(FileDescriptor descriptor, MappedByteBuffer buffer) {
    Context context = Contexts.current();
    int length = buffer == null ? 0 : buffer.capacity();
    OpenFile file = length == 0 ? null : followed(context, descriptor, null);
    if (file == null) {
      return;
    }
    Mappings.add(context, file, Buffers.identity(buffer), Buffers.position(buffer), length);
  }

  /** Before what was written to a file is forced to its device. */
  public static Context enterForce(FileDescriptor descriptor, Operation operation) {
    Context context = Contexts.current();
    OpenFile file = followed(context, descriptor, null);
    return file == null || !file.isFile() ? null : file.enterSequential(context, operation);
  }

  public static void exitForce(Context context, Throwable thrown) {
    if (context != null) {
      context.leave(0, 0, thrown);
    }
  }

  // --- errors ---

  /** Has the report say what the hooks do not see. */
  public static void note(String text) {
    Installation.LOCK.lock();
    try {
      Constants.WRITER.note(text);
    } finally {
      Installation.LOCK.unlock();
    }
  }

  /** What went wrong in a hook and was kept from the application. */
  public static void suppressed(Throwable error) {
    try {
      String text = Errors.describe(error);
      Installation.LOCK.lock();
      try {
        if (Installation.isSet()) {
          long count = Constants.LEDGER + LedgerDescriptor.SUPPRESSED_OFFSET;
          Installation.U.getAndAddLong(null, count, 1);
          Constants.WRITER.firstError(text);
        }
      } finally {
        Installation.LOCK.unlock();
      }
    } catch (Throwable e) {
      // Out of stack or memory: the application's own error follows, and is the better one.
    }
  }

  // --- what they have in common ---

  /** The file or socket behind a descriptor; null when there is nothing to count. */
  static OpenFile followed(Context context, FileDescriptor descriptor, Object dispatcher) {
    return followed(context, descriptor, OpenFiles.number(descriptor), dispatcher);
  }

  /** The same of any object that stands for an open descriptor. */
  static OpenFile followed(Context context, Object descriptor, int number, Object dispatcher) {
    if (number < 0 || context.isInside()) {
      return null;
    }
    OpenFile file = OpenFiles.get(descriptor, number);
    if (file == null) {
      file = discover(context, descriptor, number, dispatcher);
    }
    return file.type == OpenFile.Type.UNFOLLOWED ? null : file;
  }

  private static OpenFile discover(
      Context context, Object descriptor, int number, Object dispatcher) {
    long before = context.enterOwn();
    try {
      return OpenFiles.discover(context, descriptor, number, Channels.isDatagram(dispatcher));
    } finally {
      context.leaveOwn(before);
    }
  }

  private static Context enterAt(
      Context context, OpenFile file, Operation operation, long position) {
    return position < 0
        ? file.enterSequential(context, operation)
        : file.enterPositional(context, operation, position);
  }

  /** Enters a write of bytes whose origin is known; {@code position} is that in the file, or -1. */
  private static Context enterChained(
      Context context, OpenFile file, Operation operation, Fill fill, long start, long position) {
    return fill.lane.readsFile()
        ? file.enterChained(context, operation, fill, start)
        : file.enterStore(context, operation, fill, position);
  }

  private static void sent(OpenFile file, Fill fill, long bytes) {
    if (fill.lane.readsFile()) {
      file.sent(bytes);
    }
  }

  /** Ends a channel's call; whether it moved or could have moved bytes. */
  private static boolean left(
      Context context, long position, long bytes, long copied, Throwable thrown) {
    OpenFile file = context.file;
    if (!context.leave(bytes, copied, thrown) || thrown != null) {
      return false;
    }
    if (position < 0) {
      file.advanced(bytes);
    } else {
      file.moved(context, bytes);
    }
    return true;
  }

  /** Bytes of a file, or else of a socket or pipe, are in a buffer now. */
  private static void filled(Context context, ByteBuffer buffer, long start, long bytes) {
    Object identity = Buffers.identity(buffer);
    filled(context, context.file, identity, start, bytes, Buffers.isReadable(buffer));
  }

  private static void filled(
      Context context, OpenFile file, Object buffer, long start, long bytes, boolean isReadable) {
    if (file.isFollowed(bytes)) {
      int transfer = file.transfer();
      Fills.fill(context, buffer, context.lane, transfer, 0, start, bytes, isReadable);
    } else {
      Fills.clear(context, buffer, start, start + bytes);
    }
  }
}
