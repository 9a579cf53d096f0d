package io.bytetrail.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The probe built for another processor, on a kernel for it: what is missing there is what that
 * kernel lacks, 6.1's trampolines for fentry and x86's page-fault events.
 */
@EnabledIfSystemProperty(named = "bytetrail.kernels", matches = "full")
class AArch64IT {
  private static final String[] LACKING = {
    "page_fault_user",
    "page_fault_kernel",
    "tcp_sendmsg_locked",
    "sock_send_length",
    "sock_recv_length"
  };

  @Test
  void theKernelTakesEveryProgramItHasEventsFor() throws Exception {
    run("make", "--silent", "-C", Guest.NATIVE.toString(), "aarch64");
    String check =
        run(Guest.NATIVE.resolve("kernels/aarch64").toString(), Guest.NATIVE + "/target/aarch64");

    assertThat(check).contains("aarch64").contains("status 1");
    assertThat(check.lines().filter(line -> line.contains(" missing: ")))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactlyInAnyOrder(LACKING);
    assertThat(check).containsPattern("kprobe_filemap_read +attached");
    assertThat(check).containsPattern("block_bio_queue +attached");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(said).isBetween(0, 1);
      return said;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
