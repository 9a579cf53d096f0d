package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** The eBPF objects of the host, as {@code bpftool} lists them: what a probe could leave behind. */
final class KernelObjects {
  private static final String[] KINDS = {"prog", "map", "link"};

  private KernelObjects() {}

  /** Each by its kind and the number the kernel has given it, which it never gives again. */
  static Set<String> all() throws IOException, InterruptedException {
    Set<String> all = new TreeSet<>();
    for (String kind : KINDS) {
      Process bpftool =
          new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin exec bpftool -j " + kind + " show")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      JsonNode shown = new ObjectMapper().readTree(bpftool.getInputStream());
      assertThat(bpftool.waitFor()).as("bpftool " + kind + " show").isZero();
      shown.forEach(each -> all.add(kind + " " + each.get("id").asLong()));
    }
    return all;
  }

  /** Those that were not there before. */
  static Set<String> since(Set<String> before) throws IOException, InterruptedException {
    Set<String> now = all();
    now.removeAll(before);
    return now;
  }
}
