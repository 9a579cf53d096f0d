package com.example.netty;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A region that does something besides; the epoll transport cannot tell what, and copies. */
final class WrappedRegion extends AbstractReferenceCounted implements FileRegion {
  private final DefaultFileRegion region;

  WrappedRegion(Path file, long length) throws IOException {
    region = new DefaultFileRegion(FileChannel.open(file, StandardOpenOption.READ), 0, length);
  }

  @Override
  public long position() {
    return region.position();
  }

  @Override
  @Deprecated
  public long transfered() {
    return region.transferred();
  }

  @Override
  public long transferred() {
    return region.transferred();
  }

  @Override
  public long count() {
    return region.count();
  }

  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    return region.transferTo(target, position);
  }

  @Override
  public FileRegion retain() {
    super.retain();
    return this;
  }

  @Override
  public FileRegion retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public FileRegion touch() {
    return this;
  }

  @Override
  public FileRegion touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    region.release();
  }
}
