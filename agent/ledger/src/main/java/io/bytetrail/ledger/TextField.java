package io.bytetrail.ledger;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A text in a field of fixed size: UTF-8 behind a 16-bit length. */
public final class TextField {
  private TextField() {}

  /** Text that is too long is cut, and never within a character: the encoder stops before it. */
  public static void put(ByteBuffer buffer, int offset, int length, String text) {
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer field = buffer.slice(offset + Short.BYTES, length - Short.BYTES);
    encoder.encode(CharBuffer.wrap(text), field, true);
    buffer.putShort(offset, (short) field.position());
  }

  /** What does not fit or is not UTF-8 is cut or replaced. */
  public static String get(ByteBuffer buffer, int offset, int length) {
    int bytes = Short.toUnsignedInt(buffer.getShort(offset));
    byte[] text = new byte[Math.min(bytes, length - Short.BYTES)];
    buffer.get(offset + Short.BYTES, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
