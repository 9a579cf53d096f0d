package io.bytetrail.collector.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
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
    assertBlock(254 << 20, "vda", DeviceClass.DMA);
    assertBlock(254 << 20 | 1, "vda1", DeviceClass.DMA);
    assertBlock(7 << 20, "loop0", DeviceClass.CPU);
  }

  @Test
  void aStackedDeviceIsWhatLiesBelow() {
    assertBlock(253 << 20, "dm-0", DeviceClass.DMA);
    assertThat(devices.block(253 << 20).below()).containsExactly("vda");
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
        .isEqualTo(new Filesystem("xfs", 7 << 20, ""));
    assertThat(devices.filesystem(0, "").type()).isEmpty();
  }

  @Test
  void tellsLoopbackHardwareAndVirtualInterfacesApart() {
    assertThat(devices.net(1, OWN_NAMESPACE))
        .isEqualTo(new NetDevice("lo", NetDevice.Kind.LOOPBACK));
    assertThat(devices.net(2, 0))
        .isEqualTo(new NetDevice("eth0", NetDevice.Kind.PHYSICAL, "virtio_net", ""));
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

  @Test
  void aDiskWhoseControllerHasMemoryMappedUsesDma() {
    BlockDevice strange = devices.block(300 << 20 | 1);

    assertThat(strange.deviceClass()).isEqualTo(DeviceClass.UNKNOWN);
    assertThat(strange.isProved(Set.of("0000:00:09.0"))).isFalse();
    assertThat(strange.proved(Set.of("0000:00:1f.2")).deviceClass()).isEqualTo(DeviceClass.DMA);
    assertThat(devices.block(7 << 20).proved(Set.of("virtual")).deviceClass())
        .isEqualTo(DeviceClass.CPU);
  }

  @Test
  void namesDrivers() {
    assertThat(devices.block(254 << 20 | 1).driver()).isEqualTo("virtio_blk");
    assertThat(devices.block(7 << 20).driver()).isEqualTo("loop");
  }

  @Test
  void anOverlayIsTheLayerBelow() {
    assertThat(devices.filesystem(0, "/merged/up").type()).isEqualTo("xfs");
    assertThat(devices.filesystem(0, "/merged/up").over()).isEqualTo("overlay");
    assertThat(devices.filesystem(0, "/merged/low").type()).isEqualTo("tmpfs");
    assertThat(devices.filesystem(254 << 20, "/merged/low"))
        .isEqualTo(new Filesystem("ext4", 254 << 20, "overlay"));
    assertThat(devices.filesystem(0, "/merged/not-there").type()).isEqualTo("overlay");
  }

  @Test
  void aFilesystemWithANumberOfItsOwnIsOnItsSource() {
    assertThat(devices.filesystem(0, "/pool/x")).isEqualTo(new Filesystem("btrfs", 7 << 20, ""));
    assertThat(devices.filesystem(99, "/x").device()).isEqualTo(7 << 20);
  }

  @Test
  void saysWhatStandsForADisk() {
    assertThat(new Filesystem("tmpfs", 31, "").kind()).isEqualTo("memory");
    assertThat(new Filesystem("nfs4", 31, "").kind()).isEqualTo("network");
    assertThat(new Filesystem("fuse.sshfs", 31, "").kind()).isEqualTo("fuse");
    assertThat(new Filesystem("ext4", 31, "").kind()).isEmpty();
  }

  @Test
  void tellsAPairWhoseOtherEndIsInABridge() {
    NetDevice veth = devices.net(4, 0);

    assertThat(veth).isEqualTo(new NetDevice("veth8", NetDevice.Kind.VETH, "", "docker0"));
    assertThat(devices.net(6, 0).kind()).isEqualTo(NetDevice.Kind.BRIDGE);
    assertThat(devices.net(2, 0).driver()).isEqualTo("virtio_net");
  }

  private void assertBlock(int number, String name, DeviceClass deviceClass) {
    assertThat(devices.block(number).name()).isEqualTo(name);
    assertThat(devices.block(number).deviceClass()).isEqualTo(deviceClass);
  }
}
