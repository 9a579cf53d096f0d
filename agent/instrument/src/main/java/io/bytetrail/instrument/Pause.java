package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;

/** A time in which what a thread of the application's does is filed as bytetrail's own. */
final class Pause {
  private final long paused = Hooks.pause();
  private boolean ended;

  /** Without effect the second time. */
  void end() {
    if (!ended) {
      ended = true;
      Hooks.resume(paused);
    }
  }
}
