package io.bytetrail.hooks;

/**
 * Whoever wants to know of each transfer, while it does: Flight Recorder. Called within hooks, so
 * it neither waits nor loads classes that have not been used before.
 *
 * @see Hooks#record
 */
public interface TransferRecorder {
  /** A transfer begins now. What is returned stands for it, here and nowhere else. */
  Object began();

  /** One of its calls has just ended; perhaps the last. */
  void called(Object event);

  /** It is over, or what has been done of it so far is to be told. */
  void ended(Object event, TransferPart part);
}
