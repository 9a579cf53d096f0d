package io.bytetrail.collector.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The file that keeps what a service was advised: JSON, a version in it, one file a service.
 *
 * <p>Several JVMs of a service may keep their advice at once: each adds to what it finds, under a
 * lock, and puts a whole new file in the place of the old, so that a reader sees one or the other.
 * It is bounded: the oldest advice goes first. What it cannot read, it names, and replaces; but
 * never what a later version has written.
 */
final class AdviceBook {
  static final int VERSION = 1;
  static final int MOST_ENTRIES = 512;

  /** More than so many entries can take: nothing that bytetrail wrote is larger. */
  private static final long MOST_BYTES = 4 << 20;

  private static final long LOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;

  AdviceBook(Path directory, String service) {
    file = directory.resolve(fileName(service));
  }

  /** Names of services may be anything; those of files begin alike and never coincide. */
  private static String fileName(String service) {
    String plain = service.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.substring(0, Math.min(plain.length(), 60))
        + "-"
        + Integer.toHexString(service.hashCode())
        + ".advice.json";
  }

  /**
   * What is in it, oldest first; nothing when there is no such file.
   *
   * @throws IOException when it cannot be read; the message says why
   */
  List<Entry> read() throws IOException {
    byte[] json;
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new IOException(file + " is " + size + " bytes long: it is no book of advice");
      }
      json = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    try {
      JsonNode book = Json.MAPPER.readTree(json);
      int version = book.path("version").asInt(-1);
      if (version > VERSION) {
        throw new LaterVersion(file, version);
      }
      if (version != VERSION || !book.path("entries").isArray()) {
        throw new IOException(file + " is no book of advice");
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonNode entry : book.get("entries")) {
        entries.add(Json.MAPPER.treeToValue(entry, Entry.class));
      }
      return entries;
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      throw new IOException(file + " is no book of advice, or is cut", e);
    }
  }

  /**
   * Adds entries, in the place of older ones that are about the same way of the same place.
   *
   * @throws IOException when it cannot be written; the message says why
   */
  void add(List<Entry> fresh) throws IOException {
    Files.createDirectories(file.getParent());
    // The first use of Jackson takes longer than others should wait: before the lock, not in it.
    var unused = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(fresh));
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      replace(merged(present(), fresh));
    }
  }

  /** What cannot be read is not worth keeping, but for what a later version wrote. */
  private List<Entry> present() throws IOException {
    try {
      return read();
    } catch (LaterVersion e) {
      throw e;
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Entry> merged(List<Entry> old, List<Entry> fresh) {
    List<Entry> all = new ArrayList<>();
    for (Entry entry : fresh) {
      // Two lines of a method that do the same are one entry.
      if (all.stream().noneMatch(e -> e.isSamePlace(entry) && e.isSameWay(entry))) {
        all.add(entry.since(first(old, entry)));
      }
    }
    for (Entry entry : old) {
      if (fresh.stream().noneMatch(f -> f.isSamePlace(entry) && f.isSameWay(entry))) {
        all.add(entry);
      }
    }
    all.sort(Comparator.comparingLong(Entry::millis));
    return all.subList(Math.max(0, all.size() - MOST_ENTRIES), all.size());
  }

  /** When this way was taken up: now, if another was advised since it was last. */
  private static long first(List<Entry> old, Entry entry) {
    List<Entry> place = old.stream().filter(entry::isSamePlace).toList();
    return place.stream()
        .filter(entry::isSameWay)
        .filter(same -> place.stream().noneMatch(other -> other.millis() > same.millis()))
        .mapToLong(Entry::firstMillis)
        .findFirst()
        .orElse(entry.millis());
  }

  private void replace(List<Entry> entries) throws IOException {
    Map<String, Object> book = new TreeMap<>(Map.of("version", VERSION, "entries", entries));
    Path beside = file.resolveSibling("." + file.getFileName() + "." + System.nanoTime() + ".tmp");
    try {
      Files.write(
          beside,
          Json.MAPPER.writeValueAsString(book).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Locks the file until the channel is closed. Other processes hold it for milliseconds; one that
   * hangs keeps nobody from ending.
   */
  private static void lock(FileChannel channel) throws IOException {
    long deadline = System.nanoTime() + LOCK_NANOS;
    while (true) {
      try {
        if (channel.tryLock() != null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        // Held by another collector in this very process.
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("another process keeps the book of advice locked");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the book of advice was locked", e);
      }
    }
  }

  /** Loaded with the first book that is read or written: most hosts have none. */
  private static final class Json {
    static final ObjectMapper MAPPER =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** Written by a bytetrail that knows more than this one: left as it is. */
  private static final class LaterVersion extends IOException {
    private static final long serialVersionUID = 1;

    LaterVersion(Path file, int version) {
      super(
          file
              + " has version "
              + version
              + ", and this bytetrail reads "
              + VERSION
              + ": it is left as it is");
    }
  }
}
