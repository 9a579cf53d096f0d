package io.bytetrail.collector.report;

/**
 * All that a block device was given to write while the kernel's programs were attached, by whose it
 * was: what the sectors written in {@code /sys/block/<device>/stat} grew by. All in bytes but the
 * requests.
 *
 * @param device name of the whole disk; empty when not known
 * @param requests how many there were
 * @param routeBytes pages dirtied by this service, or another one that the same probe follows
 * @param otherBytes other pages of files: by other processes, or dirtied before counting began
 * @param directBytes past the page cache, by anybody
 * @param metadataBytes the filesystem's own blocks, in their place
 * @param journalBytes the filesystem's journal or log
 * @param unknownBytes swap, zeroing, and pages that no file owns: compressed or encrypted ones
 */
public record DeviceWrites(
    String device,
    long requests,
    long routeBytes,
    long otherBytes,
    long directBytes,
    long metadataBytes,
    long journalBytes,
    long unknownBytes) {

  /** All of it. */
  public long bytes() {
    return routeBytes + otherBytes + directBytes + metadataBytes + journalBytes + unknownBytes;
  }
}
