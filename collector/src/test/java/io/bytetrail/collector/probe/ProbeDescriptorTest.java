package io.bytetrail.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The sizes that native/records.h asserts. */
class ProbeDescriptorTest {
  @Test
  void recordsAreAsLongAsTheProbeSaysTheyAre() {
    assertThat(ProbeDescriptor.HEADER_LENGTH).isEqualTo(16);
    assertThat(ProbeDescriptor.HELLO_LENGTH).isEqualTo(40);
    assertThat(ProbeDescriptor.PROGRAM_LENGTH).isEqualTo(200);
    assertThat(ProbeDescriptor.READY_LENGTH).isEqualTo(24);
    assertThat(ProbeDescriptor.TRACKED_LENGTH).isEqualTo(24);
    assertThat(ProbeDescriptor.LANE_LENGTH).isEqualTo(24 + 53 * 8 + 16);
    assertThat(ProbeDescriptor.OUTSIDE_LENGTH).isEqualTo(112);
    assertThat(ProbeDescriptor.SYSCALL_LENGTH).isEqualTo(64);
    assertThat(ProbeDescriptor.END_LENGTH).isEqualTo(120);
    assertThat(ProbeDescriptor.EVICTION_LENGTH).isEqualTo(152);
    assertThat(ProbeDescriptor.RESIDENCY_LENGTH).isEqualTo(48);
    assertThat(ProbeDescriptor.LATENCY_LENGTH).isEqualTo(1712);
    assertThat(ProbeDescriptor.DMA_LENGTH).isEqualTo(72);
    assertThat(ProbeDescriptor.DEVICE_WRITES_LENGTH).isEqualTo(80);
    assertThat(ProbeDescriptor.COST_LENGTH).isEqualTo(128);
    assertThat(ProbeDescriptor.ERROR_LENGTH).isEqualTo(264);
    assertThat(ProbeDescriptor.TRACK_LENGTH).isEqualTo(32);
    assertThat(ProbeDescriptor.SNAPSHOT_LENGTH).isEqualTo(24);
  }

  @Test
  void thereIsACounterForEveryFieldOfTheRecord() {
    assertThat(KernelCounter.values()).hasSize(KernelCounter.COUNT);
  }
}
