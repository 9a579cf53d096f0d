package io.bytetrail.collector.calibration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Profiles in files: where they are kept, how they are written and read. */
public final class ProfileFile {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ProfileFile() {}

  /**
   * Where profiles are kept unless somebody says otherwise: {@code /var/lib/bytetrail/profiles} for
   * root, else {@code bytetrail/profiles} in {@code XDG_STATE_HOME} or {@code ~/.local/state}.
   */
  public static Path directory() {
    String state = System.getenv("XDG_STATE_HOME");
    Path home;
    if (state != null && state.startsWith("/")) {
      home = Path.of(state, "bytetrail");
    } else if (System.getProperty("user.name", "").equals("root")) {
      home = Path.of("/var/lib/bytetrail");
    } else {
      home = Path.of(System.getProperty("user.home", "/"), ".local", "state", "bytetrail");
    }
    return home.resolve("profiles");
  }

  /** The name of a profile's file: one for each filesystem and JDK. */
  public static String nameOf(Profile profile) {
    Storage storage = profile.storage();
    String device = storage.device().isEmpty() ? "none" : storage.device();
    return storage.filesystem()
        + "-"
        + device.replace('/', '_')
        + "-jdk"
        + profile.host().javaFeature()
        + ".json";
  }

  /** Writes it so that a reader sees the whole of it, or the one before. */
  public static void write(Profile profile, Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path beside = directory.resolve("." + file.getFileName() + "." + System.nanoTime() + ".tmp");
    try {
      Files.write(beside, MAPPER.writeValueAsBytes(profile));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException when it is none, or not a whole one, or of another version; the message
   *     says which
   */
  public static Profile read(Path file) throws IOException {
    Map<String, Object> fields;
    try {
      fields = MAPPER.readValue(file.toFile(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no profile, or not a whole one: calibrate again", e);
    }
    Object schema = fields.get("schema");
    if (!Integer.valueOf(Profile.SCHEMA).equals(schema)) {
      throw new IOException(
          file
              + " is a profile of version "
              + schema
              + ", and this build reads "
              + Profile.SCHEMA
              + ": calibrate again");
    }
    try {
      Profile profile = MAPPER.convertValue(fields, Profile.class);
      if (profile.host() == null
          || profile.storage() == null
          || profile.fit() == null
          || profile.error() == null) {
        throw new IOException(file + " is no whole profile: calibrate again");
      }
      return profile;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no profile, or not a whole one: calibrate again", e);
    }
  }
}
