package io.bytetrail.agent.fake.io.netty.channel.unix;

/** By its name a Netty's socket, relocated; of a version that nobody knows. */
public class Socket {
  final int fd = -1;

  /** The one method that is as it was. */
  public int sendAddress(long address, int position, int limit) {
    return fd < 0 ? limit - position : 0;
  }
}
