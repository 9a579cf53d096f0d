package io.bytetrail.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A route of the JSON report; bytes are bytes. */
public record ObservedRoute(JsonNode json) {
  public String site() {
    return json.get("site").asText();
  }

  /** The framework's frame below the site; empty when there is none. */
  public String via() {
    return json.at("/lineage/via").asText();
  }

  /** The site and what it went through: {@code com.acme.A.b(A.java:1) via org.c.D.e(D.java:2)}. */
  public String place() {
    return via().isEmpty() ? site() : site() + " via " + via();
  }

  public String strategy() {
    return json.get("strategy").asText();
  }

  public String target() {
    return json.get("target").asText();
  }

  /** The first file seen in the route. */
  public String file() {
    return json.get("file").asText();
  }

  public List<String> operations() {
    List<String> operations = new ArrayList<>();
    json.get("operations").forEach(operation -> operations.add(operation.asText()));
    return operations;
  }

  public long transfers() {
    return number("transfers");
  }

  public long fileBytes() {
    return number("fileBytes");
  }

  public long cpuCopiedBytes() {
    return number("cpuCopiedBytes");
  }

  public long jvmCopiedBytes() {
    return number("jvmCopiedBytes");
  }

  public long number(String field) {
    return json.get(field).asLong();
  }

  /** What was done to the bytes on their way: {@code tls}, {@code deflate}; empty when nothing. */
  public String transformed() {
    return json.at("/lineage/transformed").asText();
  }

  public boolean zeroCopyAsked() {
    return json.at("/lineage/zeroCopyAsked").asBoolean();
  }

  public String zeroCopyRefused() {
    return json.at("/lineage/zeroCopyRefused").asText();
  }

  /** Whether the identity of the buffers shows where the bytes went, and nothing is inferred. */
  public boolean isExact() {
    return json.at("/lineage/evidence").asText().equals("ACCOUNTED");
  }

  /** From 0 to 1; 1 where nothing is inferred. */
  public double confidence() {
    return json.at("/lineage/confidence").asDouble();
  }

  /** Bytes that hops into this place moved: {@code socket-buffer}. */
  public long bytesInto(String place) {
    return bytes("to", place);
  }

  /** Bytes that hops out of this place moved. */
  public long bytesFrom(String place) {
    return bytes("from", place);
  }

  private long bytes(String end, String place) {
    long bytes = 0;
    for (JsonNode hop : json.get("hops")) {
      if (hop.get(end).asText().equals(place)) {
        bytes += hop.get("bytes").asLong();
      }
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "%s to %s, %d bytes of %s by %s, %s"
        .formatted(strategy(), target(), fileBytes(), file(), operations(), place());
  }
}
