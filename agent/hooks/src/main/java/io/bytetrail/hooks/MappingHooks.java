package io.bytetrail.hooks;

import io.bytetrail.ledger.Operation;
import java.io.FileDescriptor;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;

/** What advice on mapped buffers and mapped memory segments calls; as {@link Hooks}. */
public final class MappingHooks {
  private MappingHooks() {}

  /** After a file has been mapped into a memory segment. */
  public static void mapped(FileDescriptor descriptor, Object segment) {
    if (segment == null) {
      return;
    }
    Context context = Contexts.current();
    OpenFile file = Hooks.followed(context, descriptor, null);
    if (file == null) {
      return;
    }
    Segments.mapped(segment);
    long length = Segments.length(segment);
    if (length > 0) {
      Object identity = Segments.mapping(segment);
      Mappings.add(context, file, identity, Segments.address(segment), length);
    }
  }

  public static Context enterForce(MappedByteBuffer buffer) {
    return Buffers.isMapped(buffer) ? enterForce(Buffers.address(buffer)) : null;
  }

  public static Context enterForce(Object segment) {
    return Segments.isMapped(segment) ? enterForce(Segments.address(segment)) : null;
  }

  public static void exitForce(Context context, Throwable thrown) {
    exit(context, 0, thrown);
  }

  public static Context enterLoad(MappedByteBuffer buffer) {
    return Buffers.isMapped(buffer) ? enterLoad(Buffers.address(buffer)) : null;
  }

  public static Context enterLoad(Object segment) {
    return Segments.isMapped(segment) ? enterLoad(Segments.address(segment)) : null;
  }

  public static void exitLoad(Context context, MappedByteBuffer buffer, Throwable thrown) {
    exit(context, buffer.capacity(), thrown);
  }

  public static void exitLoad(Context context, Object segment, Throwable thrown) {
    exit(context, context == null ? 0 : Segments.length(segment), thrown);
  }

  private static Context enterForce(long address) {
    Context context = Contexts.current();
    OpenFile file = context.isInside() ? null : Mappings.at(address);
    return file == null ? null : file.enterSequential(context, Operation.MAPPED_FORCE);
  }

  /** Each is a pass of its own: it goes through all its pages. */
  private static Context enterLoad(long address) {
    Context context = Contexts.current();
    OpenFile file = context.isInside() ? null : Mappings.at(address);
    return file == null
        ? null
        : context.enter(file, file.lane(Operation.MAPPED_LOAD), context.newTransfer(), true);
  }

  private static void exit(Context context, long bytes, Throwable thrown) {
    if (context != null) {
      boolean wrapped = thrown instanceof UncheckedIOException;
      context.leave(thrown == null ? bytes : 0, 0, wrapped ? thrown.getCause() : thrown);
    }
  }
}
