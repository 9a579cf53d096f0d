package io.bytetrail.instrument;

import io.bytetrail.instrument.NettyDescriptorInstrumentation.ReadAddressAdvice;
import io.bytetrail.instrument.NettyDescriptorInstrumentation.ReadAdvice;
import io.bytetrail.instrument.NettyDescriptorInstrumentation.WriteAddressAdvice;
import io.bytetrail.instrument.NettyDescriptorInstrumentation.WriteAdvice;

/** Netty's native socket: the methods that its channels use instead of those of its parent. */
record NettySocketInstrumentation(String type) implements TypeInstrumentation {
  static final String NAME = "io.netty.channel.unix.Socket";

  @Override
  public void transform(Weaver weaver) {
    weaver
        .advise("recv", "(Ljava/nio/ByteBuffer;II)I", ReadAdvice.class)
        .advise("recvAddress", "(JII)I", ReadAddressAdvice.class)
        .advise("send", "(Ljava/nio/ByteBuffer;II)I", WriteAdvice.class)
        .advise("sendAddress", "(JII)I", WriteAddressAdvice.class);
  }
}
