package io.bytetrail.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A kernel that is locked down: it keeps its memory to itself, or only what it runs. */
@EnabledIfSystemProperty(named = "bytetrail.kernels", matches = "full")
class LockdownIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void confidentialityForbidsAllProgramsAndIsNamed() throws Exception {
    assertThat(check("confidentiality"))
        .contains("[confidentiality]")
        .contains("(all programs)")
        .contains("the kernel is locked down (confidentiality)");
  }

  @Test
  void integrityForbidsNone() throws Exception {
    assertThat(check("integrity")).contains("[integrity]").doesNotContain("missing");
  }

  private static String check(String lockdown) throws Exception {
    String commands =
        "cd %s\n(cat /sys/kernel/security/lockdown; target/bytetrail-probe --check) >/share/check\n"
            .formatted(Guest.NATIVE);
    Guest guest = Guest.run(commands, LIMIT, "lockdown=" + lockdown);
    try {
      return guest.read("check");
    } finally {
      guest.delete();
    }
  }
}
