package io.bytetrail.hooks;

import java.lang.ref.WeakReference;

/**
 * A transfer that is followed call by call, because somebody records them.
 *
 * <p>Its calls may come from several threads, and what they have done may be asked for at any time:
 * each call is added under a lock of the transfer's own, held for a few instructions.
 */
final class Transfer {
  final OpenFile file;
  final Lane lane;

  /** Whose positional calls these are; null where the descriptor keeps the position. */
  final Context owner;

  final int number;
  private final String path;
  private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());
  private final SpinLock lock = new SpinLock();

  // Guarded by the lock.
  private TransferRecorder recorder;
  private Object event; // the recorder's; null if nothing has been done since it was last told
  private boolean begun;
  private long calls;
  private long bytes;
  private long copied;
  private long errors;
  private boolean retired;

  /** Of positional calls: where the last one ended. */
  private long end;

  /** How often {@link #isIdle} was asked since the last call. */
  private int idle;

  Transfer(OpenFile file, Lane lane, int number, Context owner, TransferRecorder recorder) {
    this.file = file;
    this.lane = lane;
    this.owner = owner;
    this.number = number;
    this.path = file.transferredPath(lane);
    this.recorder = recorder;
    this.event = recorder.began();
  }

  boolean endsAt(long position) {
    return end == position;
  }

  /** A positional call will go on here. */
  void entered(long position) {
    end = position;
  }

  /**
   * A call of it has ended; {@code begins} if it was the first.
   *
   * @return whether nobody else will ask what it has done
   */
  boolean called(
      TransferRecorder now, boolean begins, long moved, long copiedInJvm, boolean failed) {
    lock.lock();
    try {
      if (event == null) {
        recorder = now;
        event = recorder.began();
      }
      recorder.called(event);
      begun |= begins;
      calls++;
      bytes += moved;
      copied += copiedInJvm;
      errors += failed ? 1 : 0;
      end += moved;
      idle = 0;
      return retired;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of a call that has been counted already. */
  void addBytes(long moved) {
    lock.lock();
    bytes += moved;
    lock.unlock();
  }

  /** It is no longer in the table: what its last call does is for that call to tell. */
  void retire() {
    lock.lock();
    retired = true;
    lock.unlock();
  }

  /** Whether there has been no call since this was last asked, {@code times} times in a row. */
  boolean isIdle(int times) {
    return ++idle > times;
  }

  /**
   * Tells what has been done since it was last told; nothing if there was no call. Whoever recorded
   * it then is told, even if others do by now.
   */
  void tell() {
    TransferRecorder listener;
    Object told;
    TransferPart part;
    lock.lock();
    try {
      if (calls == 0) {
        return;
      }
      listener = recorder;
      told = event;
      part = part();
      event = null;
      begun = false;
      calls = 0;
      bytes = 0;
      copied = 0;
      errors = 0;
    } finally {
      lock.unlock();
    }
    listener.ended(told, part);
  }

  private TransferPart part() {
    return new TransferPart(
        lane.id,
        lane.site().text,
        lane.site().via,
        lane.operation,
        lane.upstream,
        lane.sizeClass(),
        path,
        number,
        !begun,
        calls,
        bytes,
        copied,
        errors,
        thread.get());
  }
}
