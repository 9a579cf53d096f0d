package io.bytetrail.instrument;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.CRC32;

/**
 * Classes woven before, for one build of the JDK and one of bytetrail. A class is found by its name
 * and by the class file it was woven from, which another agent may have changed, or another build
 * of the JDK: what is woven depends on that file and on bytetrail's build alone.
 *
 * <pre>
 *   0  magic                       8
 *   8  CRC-32 of all that follows  4
 *  12  identity                    text: see {@link JdkBuild}
 *      types                       4, then each as text: all that are woven, in this JDK or not
 *      classes                     4, then for each
 *        its name                  text
 *        the original              4 its length, 4 its hash, 8 its whole hash: see {@link
 *                                  ClassFileHash}
 *        the woven class file      4 its length, its bytes
 * </pre>
 *
 * Numbers are big-endian, a text is its length in 2 bytes and ISO-8859-1. The checksums are against
 * damage. Against people there is who may write the file: see {@link WovenDirectory}. A SHA-256
 * costs 30 ms at a start, and whoever can write the file can write that too.
 */
final class WovenClasses {
  static final Charset CHARSET = StandardCharsets.ISO_8859_1;
  static final WovenClasses NONE = new WovenClasses(new String[0], new Entry[0]);

  /** Names what is there when no class of this JDK's is missing. */
  private static final String WHOLE = "whole";

  private static final byte[] NOTHING = {};
  private static final long MAGIC = 0x6274_776f_7665_6e32L; // "btwoven2"
  private static final int CHECKED_OFFSET = Long.BYTES + Integer.BYTES;

  /** More than a JDK's few dozen types in a few variants each. */
  private static final int MOST = 1024;

  private final String[] types;
  private final Entry[] entries;

  private WovenClasses(String[] types, Entry[] entries) {
    this.types = types;
    this.entries = entries;
  }

  /** A class file that was woven, and what from. */
  static final class Entry {
    private final String name;
    private final int originalLength;
    private final int originalHash;
    private final long originalWholeHash;
    private final byte[] file;
    private final int offset;
    private final int length;

    /** Of a class that was woven just now. */
    Entry(String name, byte[] original, byte[] woven) {
      this(
          name,
          original.length,
          ClassFileHash.of(original),
          ClassFileHash.whole(original),
          woven,
          0,
          woven.length);
    }

    private Entry(
        String name,
        int originalLength,
        int originalHash,
        long originalWholeHash,
        byte[] file,
        int offset,
        int length) {
      this.name = name;
      this.originalLength = originalLength;
      this.originalHash = originalHash;
      this.originalWholeHash = originalWholeHash;
      this.file = file;
      this.offset = offset;
      this.length = length;
    }

    String name() {
      return name;
    }

    /** Whether both were woven from the same file. */
    boolean isSame(Entry other) {
      return name.equals(other.name)
          && originalLength == other.originalLength
          && originalHash == other.originalHash
          && originalWholeHash == other.originalWholeHash;
    }

    private byte[] woven() {
      return Arrays.copyOfRange(file, offset, offset + length);
    }

    private boolean isOf(String name, byte[] original) {
      return originalLength == original.length
          && this.name.equals(name)
          && originalHash == ClassFileHash.of(original);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @return {@link #NONE} if it is for another JDK or bytetrail
   * @throws IOException if it is no longer what was written
   */
  static WovenClasses read(byte[] file, String identity) throws IOException {
    return read(file, identity, false);
  }

  /**
   * The same of any build of the JDK's release: only what {@link #findSame} finds may be used.
   *
   * @param release what its identity begins with: see {@link JdkBuild#release}
   */
  static WovenClasses readOfRelease(byte[] file, String release) throws IOException {
    return read(file, release, true);
  }

  private static WovenClasses read(byte[] file, String identity, boolean isBeginning)
      throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      if (in.getLong() != MAGIC || in.getInt() != hash(file, CHECKED_OFFSET)) {
        throw new IOException("it is not what was written");
      }
      String found = text(file, in);
      if (isBeginning ? !found.startsWith(identity) : !found.equals(identity)) {
        return NONE;
      }
      String[] types = new String[count(in)];
      for (int i = 0; i < types.length; i++) {
        types[i] = text(file, in);
      }
      Entry[] entries = new Entry[count(in)];
      for (int i = 0; i < entries.length; i++) {
        String name = text(file, in);
        int originalLength = in.getInt();
        int originalHash = in.getInt();
        long originalWholeHash = in.getLong();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IOException("it is not what was written");
        }
        entries[i] =
            new Entry(
                name, originalLength, originalHash, originalWholeHash, file, in.position(), length);
        in.position(in.position() + length);
      }
      return new WovenClasses(types, entries);
    } catch (BufferUnderflowException e) {
      throw new IOException("it is cut off", e);
    }
  }

  /** These and some more, as a file. */
  byte[] write(String identity, Collection<String> types, Collection<Entry> more)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeInt(0);
    text(out, identity);
    out.writeInt(types.size());
    for (String type : types) {
      text(out, type);
    }
    out.writeInt(Math.min(entries.length + more.size(), MOST));
    int room = MOST;
    for (Entry entry : more) {
      if (room-- > 0) {
        write(out, entry);
      }
    }
    for (Entry entry : entries) {
      if (room-- > 0) {
        write(out, entry);
      }
    }
    byte[] file = bytes.toByteArray();
    ByteBuffer.wrap(file).putInt(Long.BYTES, hash(file, CHECKED_OFFSET));
    return file;
  }

  private static void write(DataOutputStream out, Entry entry) throws IOException {
    text(out, entry.name);
    out.writeInt(entry.originalLength);
    out.writeInt(entry.originalHash);
    out.writeLong(entry.originalWholeHash);
    out.writeInt(entry.length);
    out.write(entry.file, entry.offset, entry.length);
  }

  /** Whether there is nothing here. */
  boolean isEmpty() {
    return types.length == 0;
  }

  /** The internal names of all types that are woven. */
  String[] types() {
    return types.clone();
  }

  /** The woven class file for this one, or null. */
  byte[] find(String name, byte[] original) {
    for (Entry entry : entries) {
      if (entry.isOf(name, original)) {
        return entry.woven();
      }
    }
    return null;
  }

  /** The same, of what another build of the JDK has: it must be that file, to the instruction. */
  byte[] findSame(String name, byte[] original) {
    for (Entry entry : entries) {
      if (entry.isOf(name, original) && entry.originalWholeHash == ClassFileHash.whole(original)) {
        return entry.woven();
      }
    }
    return null;
  }

  /** What says, among what is kept, that nothing is missing. */
  static Entry whole() {
    return new Entry(WHOLE, NOTHING, NOTHING);
  }

  boolean isWhole() {
    return find(WHOLE, NOTHING) != null;
  }

  private static int count(ByteBuffer in) throws IOException {
    int count = in.getInt();
    if (count < 0 || count > MOST) {
      throw new IOException("it is not what was written");
    }
    return count;
  }

  private static String text(byte[] file, ByteBuffer in) {
    int length = in.getShort() & 0xFFFF;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    String text = new String(file, in.position(), length, CHARSET);
    in.position(in.position() + length);
    return text;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(CHARSET);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static int hash(byte[] bytes, int from) {
    CRC32 hash = new CRC32();
    if (from < bytes.length) {
      hash.update(bytes, from, bytes.length - from);
    }
    return (int) hash.getValue();
  }
}
