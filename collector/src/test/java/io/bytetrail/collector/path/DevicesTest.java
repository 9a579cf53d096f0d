package io.bytetrail.collector.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.path.Devices.Filesystem;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
  private static final int OWN_NAMESPACE = (int) 4026531840L;

  @TempDir private Path root;
  private Devices devices;

  @BeforeEach
  void makeMachine() throws Exception {
    FakeMachine.in(root);
    devices = new Devices(root);
  }

  @Test
  void namesDisksAndPartitionsAndTheirMovers() {
    assertThat(devices.block(254 << 20)).isEqualTo(new BlockDevice("vda", DeviceClass.DMA));
    assertThat(devices.block(254 << 20 | 1)).isEqualTo(new BlockDevice("vda1", DeviceClass.DMA));
    assertThat(devices.block(7 << 20)).isEqualTo(new BlockDevice("loop0", DeviceClass.CPU));
  }

  @Test
  void aStackedDeviceIsWhatLiesBelow() {
    assertThat(devices.block(253 << 20)).isEqualTo(new BlockDevice("dm-0", DeviceClass.DMA));
  }

  @Test
  void saysNothingOfDevicesItDoesNotKnow() {
    assertThat(devices.block(300 << 20).deviceClass()).isEqualTo(DeviceClass.UNKNOWN);
    assertThat(devices.block(31)).isEqualTo(BlockDevice.NONE);
    assertThat(devices.block(0)).isEqualTo(BlockDevice.NONE);
  }

  @Test
  void findsFilesystemsByDeviceNumberElseByPath() {
    assertThat(devices.filesystem(254 << 20, "/dev/shm/x").type()).isEqualTo("ext4");
    assertThat(devices.filesystem(0, "/dev/shm/x").type()).isEqualTo("tmpfs");
    assertThat(devices.filesystem(0, "/dev/shmem").type()).isEqualTo("ext4");
    assertThat(devices.filesystem(0, "/mnt/with space/x"))
        .isEqualTo(new Filesystem("xfs", 7 << 20));
    assertThat(devices.filesystem(0, "").type()).isEmpty();
  }

  @Test
  void tellsLoopbackHardwareAndVirtualInterfacesApart() {
    assertThat(devices.net(1, OWN_NAMESPACE))
        .isEqualTo(new NetDevice("lo", NetDevice.Kind.LOOPBACK));
    assertThat(devices.net(2, 0)).isEqualTo(new NetDevice("eth0", NetDevice.Kind.PHYSICAL));
    assertThat(devices.net(3, 0)).isEqualTo(new NetDevice("veth7", NetDevice.Kind.VIRTUAL));
    assertThat(devices.net(9, 0)).isEqualTo(new NetDevice("if9", NetDevice.Kind.UNKNOWN));
  }

  @Test
  void doesNotNameInterfacesOfAnotherNamespace() {
    assertThat(devices.net(2, 77)).isEqualTo(new NetDevice("if2", NetDevice.Kind.UNKNOWN));
    assertThat(devices.net(1, 77)).isEqualTo(new NetDevice("lo", NetDevice.Kind.LOOPBACK));
  }

  @Test
  void aMachineWithoutProcAndSysHasNoNames(@TempDir Path empty) {
    Devices none = new Devices(empty);
    assertThat(none.block(254 << 20)).isEqualTo(BlockDevice.NONE);
    assertThat(none.filesystem(254 << 20, "/x")).isEqualTo(Filesystem.NONE);
    assertThat(none.net(1, 0).name()).isEqualTo("lo");
  }
}
