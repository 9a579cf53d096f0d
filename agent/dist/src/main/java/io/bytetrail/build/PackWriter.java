package io.bytetrail.build;

import io.bytetrail.agent.Pack;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Makes the {@link Pack} when the agent's jar is built; not in the jar itself. */
public final class PackWriter {
  /** What the jar has as entries of its own, or not at all. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "io/bytetrail/(agent|build)/.*|META-INF/MANIFEST\\.MF|native/.*|boot/index|.*\\.SHA-256");

  /** Classes that the agent defines in the boot loader. */
  private static final Pattern BOOT =
      Pattern.compile("(io/bytetrail/(ledger|hooks)|sun/nio/(ch|fs))/[^/]*\\.class");

  /** What every start loads is not deflated: 60 of 500 ms of processor time. */
  private static final Pattern AT_START =
      Pattern.compile(
          "boot/.*|build|io/bytetrail/(instrument|options)/[^/]*\\.class"
              + "|io/bytetrail/collector/(embedded|probe|join)/.*");

  private PackWriter() {}

  /** An entry as it will be. */
  private static final class Entry {
    private final String name;
    private final int length;
    private final byte[] stored;

    private Entry(String name, byte[] content, byte[] deflated) {
      this.name = name;
      length = content.length;
      stored = deflated.length < content.length ? deflated : content;
    }
  }

  /** Arguments: the directory with what is to be packed, and the pack to write. */
  public static void main(String[] arguments) throws IOException {
    Path tree = Path.of(arguments[0]);
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = tree.relativize(file).toString();
        if (!OUTSIDE.matcher(path).matches()) {
          String name = BOOT.matcher(path).matches() ? "boot/" + path : path;
          entries.add(entry(name, Files.readAllBytes(file)));
        }
      }
    }
    entries.add(entry("boot/all", bootClasses(tree)));
    Files.write(Path.of(arguments[1]), pack(entries));
  }

  /**
   * What every start defines in the boot loader, read as one: for each class, in the order of the
   * index, its name in 2 bytes of length and UTF-8, then its file in 4 bytes of length and content.
   */
  private static byte[] bootClasses(Path tree) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (String name : Files.readAllLines(tree.resolve("boot/index"))) {
      byte[] file = Files.readAllBytes(tree.resolve(name.strip() + ".class"));
      out.writeUTF(name.strip());
      out.writeInt(file.length);
      out.write(file);
    }
    return bytes.toByteArray();
  }

  private static Entry entry(String name, byte[] content) {
    boolean atStart = AT_START.matcher(name).matches();
    return new Entry(name, content, atStart ? content : deflated(content));
  }

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 13];
    while (!deflater.finished()) {
      out.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] pack(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream rows = new DataOutputStream(bytes);
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    DataOutputStream content = new DataOutputStream(contents);
    int start = Pack.HEADER_LENGTH + entries.size() * Pack.ROW_LENGTH;
    entries.sort(Comparator.comparingInt(entry -> entry.name.hashCode()));
    rows.writeLong(Pack.MAGIC);
    rows.writeInt(entries.size());
    for (Entry entry : entries) {
      byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
      rows.writeInt(entry.name.hashCode());
      rows.writeInt(start + content.size());
      rows.writeInt(entry.stored.length);
      rows.writeInt(entry.length);
      content.writeShort(name.length);
      content.write(name);
      content.write(entry.stored);
    }
    contents.writeTo(bytes);
    return bytes.toByteArray();
  }
}
