package io.bytetrail.collector.calibration;

/**
 * The filesystem that was measured, and what is under it.
 *
 * @param filesystem type, {@code ext4}
 * @param device name of the block device; empty when there is none
 * @param blockSize alignment that direct I/O needs, in bytes; 0 when the filesystem refuses it
 * @param readAheadBytes the device's setting; 0 when not known
 */
public record Storage(String filesystem, String device, int blockSize, long readAheadBytes) {
  /** Whether files can be read past the page cache. */
  public boolean hasDirectIo() {
    return blockSize > 0;
  }
}
