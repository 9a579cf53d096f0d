package io.bytetrail.options;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code OTEL_RESOURCE_ATTRIBUTES} says of a service. */
public final class ResourceAttributes {
  public static final String VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";
  public static final String SERVICE_NAME = "service.name";

  private ResourceAttributes() {}

  /**
   * Comma-separated {@code key=value} pairs, values percent-encoded. A pair that is none, or cannot
   * be decoded, is left out: the rest is still true.
   */
  public static Map<String, String> parse(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? "" : pair.substring(0, equals).strip();
      if (!key.isEmpty()) {
        decode(pair.substring(equals + 1).strip(), key, attributes);
      }
    }
    return attributes;
  }

  private static void decode(String value, String key, Map<String, String> attributes) {
    try {
      // URLDecoder is for forms, where + is a space; here + is itself.
      attributes.put(key, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      // Left out, as promised.
    }
  }
}
