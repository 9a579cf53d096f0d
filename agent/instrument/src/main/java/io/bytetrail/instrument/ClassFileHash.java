package io.bytetrail.instrument;

import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Tells class files apart, but not by the order of their methods. A JVM that is asked for the file
 * of a class it has loaded makes one from what it has in memory, with the methods sorted by where
 * their names happen to lie: the same class has another file in the next run.
 *
 * <p>Everything up to the end of the constant pool counts to the byte; of the rest counts how long
 * it is and the sum of its bytes. Whoever changes a method names something new in doing so.
 */
final class ClassFileHash {
  private static final int COUNT_OFFSET = 8;
  private static final int FIRST_CONSTANT_OFFSET = 10;

  private ClassFileHash() {}

  static int of(byte[] file) {
    int end = constantsEnd(file);
    CRC32 constants = new CRC32();
    constants.update(file, 0, end);
    Adler32 rest = new Adler32();
    rest.update(file, end, file.length - end);
    // The low half is the sum; the high one depends on the order.
    return (int) constants.getValue() ^ (((int) rest.getValue() & 0xFFFF) << 8) ^ file.length;
  }

  /**
   * 64 bits of everything, the methods in the order of their bytes: of the JVM's own order nothing
   * depends.
   */
  static long whole(byte[] file) {
    byte[] sorted = sorted(file);
    CRC32 crc = new CRC32();
    crc.update(sorted, 0, sorted.length);
    Adler32 adler = new Adler32();
    adler.update(sorted, 0, sorted.length);
    return crc.getValue() << Integer.SIZE | adler.getValue();
  }

  /** The file with its methods sorted; as it is if it cannot be taken apart. */
  private static byte[] sorted(byte[] file) {
    try {
      int methods = membersEnd(file, interfacesEnd(file)); // behind the fields
      int count = unsigned16(file, methods);
      byte[][] each = new byte[count][];
      int offset = methods + 2;
      for (int i = 0; i < count; i++) {
        int end = memberEnd(file, offset);
        each[i] = Arrays.copyOfRange(file, offset, end);
        offset = end;
      }
      Arrays.sort(each, new ByBytes());
      byte[] sorted = file.clone();
      int at = methods + 2;
      for (byte[] method : each) {
        System.arraycopy(method, 0, sorted, at, method.length);
        at += method.length;
      }
      return sorted;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return file;
    }
  }

  /** Access, names and interfaces follow the constants. */
  private static int interfacesEnd(byte[] file) {
    int end = constantsEnd(file) + 6;
    return end + 2 + 2 * unsigned16(file, end);
  }

  /** The end of fields or methods, whose number is at the offset. */
  private static int membersEnd(byte[] file, int offset) {
    int end = offset + 2;
    for (int i = unsigned16(file, offset); i > 0; i--) {
      end = memberEnd(file, end);
    }
    return end;
  }

  /** Access, name, descriptor, then attributes: name, length in 4 bytes, content. */
  private static int memberEnd(byte[] file, int offset) {
    int end = offset + 8;
    for (int i = unsigned16(file, offset + 6); i > 0; i--) {
      int length = unsigned16(file, end + 2) << 16 | unsigned16(file, end + 4);
      if (length < 0 || length > file.length - end) {
        throw new IndexOutOfBoundsException(end);
      }
      end += 6 + length;
    }
    return end;
  }

  /** Where the constant pool ends; the file's end if that cannot be told. */
  private static int constantsEnd(byte[] file) {
    if (file.length < FIRST_CONSTANT_OFFSET) {
      return file.length;
    }
    int count = unsigned16(file, COUNT_OFFSET);
    int offset = FIRST_CONSTANT_OFFSET;
    for (int i = 1; i < count; i++) {
      if (offset + 2 >= file.length) {
        return file.length;
      }
      switch (file[offset]) {
        case 1 -> offset += 3 + unsigned16(file, offset + 1); // Utf8
        case 3, 4, 9, 10, 11, 12, 17, 18 -> offset += 5;
        case 5, 6 -> { // long and double count twice
          offset += 9;
          i++;
        }
        case 7, 8, 16, 19, 20 -> offset += 3;
        case 15 -> offset += 4;
        default -> {
          return file.length;
        }
      }
    }
    return Math.min(offset, file.length);
  }

  private static int unsigned16(byte[] file, int offset) {
    return ((file[offset] & 0xFF) << 8) | (file[offset + 1] & 0xFF);
  }

  /** No lambda, which a start would wait for. */
  private static final class ByBytes implements Comparator<byte[]> {
    @Override
    public int compare(byte[] one, byte[] other) {
      return Arrays.compareUnsigned(one, other);
    }
  }
}
