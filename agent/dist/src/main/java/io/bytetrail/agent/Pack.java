package io.bytetrail.agent;

import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The classes and resources that the agent's jar keeps in one entry, {@value #ENTRY}.
 *
 * <p>As entries of their own, seven thousand of them, they were 10 to 15 ms of every start: whoever
 * opens a jar reads its whole directory. And a reader of its own shares no lock with the
 * application's, for which our jar is on its class path.
 *
 * <pre>
 *   0  magic          8
 *   8  entries        4, then for each, in the order of the hashes
 *        hash         4  of its name: see {@link String#hashCode}
 *        offset       4  from the pack's beginning
 *        stored       4  bytes
 *        length       4  bytes; another than stored: it is deflated, without a header
 *      at its offset
 *        name         2 its length in bytes, then as UTF-8
 *        content
 * </pre>
 *
 * Numbers are big-endian. Beside it there are parts of the jar that are read as a whole. All are
 * stored in the jar as they are, so that they can be read from where they lie. Thread-safe.
 */
public final class Pack implements Closeable {
  public static final String ENTRY = "inst/classes";
  public static final long MAGIC = 0x6274_7061_636b_3031L; // "btpack01"
  public static final int HEADER_LENGTH = Long.BYTES + Integer.BYTES;
  public static final int ROW_LENGTH = 4 * Integer.BYTES;

  /**
   * What every entry begins with in the jar; a class file with a name as long as can be is less.
   */
  private static final int NAME_LENGTH = Short.BYTES;

  // The zip format's, little-endian.
  private static final int END_LENGTH = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_SIZE_OFFSET = 12;
  private static final int END_START_OFFSET = 16;
  private static final int DIRECTORY_SIGNATURE = 0x02014b50;
  private static final int DIRECTORY_LENGTH = 46;
  private static final int DIRECTORY_METHOD_OFFSET = 10;
  private static final int DIRECTORY_SIZE_OFFSET = 24;
  private static final int DIRECTORY_NAME_OFFSET = 28;
  private static final int DIRECTORY_EXTRA_OFFSET = 30;
  private static final int DIRECTORY_COMMENT_OFFSET = 32;
  private static final int DIRECTORY_HEADER_OFFSET = 42;
  private static final int LOCAL_LENGTH = 30;
  private static final int LOCAL_NAME_OFFSET = 26;
  private static final int LOCAL_EXTRA_OFFSET = 28;

  private final File file;
  private final RandomAccessFile jar;
  private final byte[] directory;
  private final long start;
  private final ByteBuffer rows;
  private final int count;

  /** Opens the pack in a jar. */
  public Pack(File file) throws IOException {
    this.file = file;
    jar = new RandomAccessFile(file, "r");
    try {
      ByteBuffer end = read(jar.length() - END_LENGTH, END_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
      if (end.getInt(0) != END_SIGNATURE) {
        throw new IOException(file + " is no jar of bytetrail's, or was packed anew");
      }
      directory = read(end.getInt(END_START_OFFSET), end.getInt(END_SIZE_OFFSET)).array();
      ByteBuffer part = part(ENTRY);
      if (part == null) {
        throw new IOException(file + " has no " + ENTRY);
      }
      start = offset(part);
      ByteBuffer header = read(start, HEADER_LENGTH);
      if (header.getLong(0) != MAGIC) {
        throw new IOException(file + " has another " + ENTRY);
      }
      count = header.getInt(Long.BYTES);
      rows = read(start + HEADER_LENGTH, count * ROW_LENGTH);
    } catch (IOException | RuntimeException e) {
      jar.close();
      throw e;
    }
  }

  /** What is packed under a name, or a part of the jar that is {@code inst/} and the name. */
  public byte[] read(String name) throws IOException {
    for (int row = first(name.hashCode()); row < count && hash(row) == name.hashCode(); row++) {
      byte[] content = content(row, name);
      if (content != null) {
        return content;
      }
    }
    ByteBuffer part = part("inst/" + name);
    return part == null ? null : read(offset(part), part.getInt(DIRECTORY_SIZE_OFFSET)).array();
  }

  /** Whether there is something under a name. */
  public boolean has(String name) throws IOException {
    for (int row = first(name.hashCode()); row < count && hash(row) == name.hashCode(); row++) {
      if (name(row).equals(name)) {
        return true;
      }
    }
    return part("inst/" + name) != null;
  }

  /** The names of all that is packed; not the parts. */
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      names.add(name(row));
    }
    return names;
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }

  /** The first row of this hash, or where it would be. */
  private int first(int hash) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hash(middle) < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int hash(int row) {
    return rows.getInt(row * ROW_LENGTH);
  }

  private int number(int row, int column) {
    return rows.getInt(row * ROW_LENGTH + column * Integer.BYTES);
  }

  private String name(int row) throws IOException {
    long offset = start + number(row, 1);
    int length = Short.toUnsignedInt(read(offset, NAME_LENGTH).getShort(0));
    return new String(read(offset + NAME_LENGTH, length).array(), StandardCharsets.UTF_8);
  }

  /** Null if the row is another name's; in one read, since most are not. */
  private byte[] content(int row, String name) throws IOException {
    byte[] expected = name.getBytes(StandardCharsets.UTF_8);
    int stored = number(row, 2);
    int length = number(row, 3);
    int from = NAME_LENGTH + expected.length;
    byte[] all = read(start + number(row, 1), from + stored).array();
    if (((all[0] & 0xFF) << 8 | (all[1] & 0xFF)) != expected.length) {
      return null;
    }
    for (int i = 0; i < expected.length; i++) {
      if (all[NAME_LENGTH + i] != expected[i]) {
        return null;
      }
    }
    byte[] content = new byte[length];
    if (stored == length) {
      System.arraycopy(all, from, content, 0, length);
    } else {
      inflate(all, from, stored, content);
    }
    return content;
  }

  private void inflate(byte[] deflated, int from, int stored, byte[] content) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated, from, stored);
      if (inflater.inflate(content) != content.length) {
        throw new EOFException(file + " is damaged");
      }
    } catch (DataFormatException e) {
      throw new IOException(file + " is damaged", e);
    } finally {
      inflater.end();
    }
  }

  /** An entry of the jar's directory, or null. */
  private ByteBuffer part(String name) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(directory).order(ByteOrder.LITTLE_ENDIAN);
    byte[] expected = name.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at + DIRECTORY_LENGTH <= directory.length && all.getInt(at) == DIRECTORY_SIGNATURE) {
      int length = Short.toUnsignedInt(all.getShort(at + DIRECTORY_NAME_OFFSET));
      if (length == expected.length && isAt(at + DIRECTORY_LENGTH, expected)) {
        if (all.getShort(at + DIRECTORY_METHOD_OFFSET) != 0) {
          throw new IOException(file + " was packed anew: " + name + " is compressed");
        }
        return all.position(at).slice().order(ByteOrder.LITTLE_ENDIAN);
      }
      at +=
          DIRECTORY_LENGTH
              + length
              + Short.toUnsignedInt(all.getShort(at + DIRECTORY_EXTRA_OFFSET))
              + Short.toUnsignedInt(all.getShort(at + DIRECTORY_COMMENT_OFFSET));
    }
    return null;
  }

  private boolean isAt(int at, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (directory[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where an entry's content is. */
  private long offset(ByteBuffer part) throws IOException {
    long header = Integer.toUnsignedLong(part.getInt(DIRECTORY_HEADER_OFFSET));
    ByteBuffer local = read(header, LOCAL_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    return header
        + LOCAL_LENGTH
        + Short.toUnsignedInt(local.getShort(LOCAL_NAME_OFFSET))
        + Short.toUnsignedInt(local.getShort(LOCAL_EXTRA_OFFSET));
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    synchronized (jar) {
      jar.seek(offset);
      jar.readFully(bytes);
    }
    return ByteBuffer.wrap(bytes);
  }
}
