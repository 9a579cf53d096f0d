package io.bytetrail.instrument.jfr;

import io.bytetrail.hooks.TransferPart;
import io.bytetrail.hooks.TransferRecorder;

/** Makes an event of each transfer. */
final class Recorder implements TransferRecorder {
  @Override
  public Object began() {
    TransferEvent event = new TransferEvent();
    event.begin();
    return event;
  }

  @Override
  public void called(Object event) {
    ((TransferEvent) event).end();
  }

  @Override
  public void ended(Object told, TransferPart part) {
    TransferEvent event = (TransferEvent) told;
    if (!event.shouldCommit()) {
      return;
    }
    String operation = part.operation().label();
    event.site = part.site();
    event.via = part.via();
    event.strategy = Strategy.of(part.upstream(), part.operation());
    event.operations =
        part.upstream() == null ? operation : part.upstream().label() + " → " + operation;
    event.path = part.path();
    event.sizeClass = part.sizeClass().label();
    event.target = Strategy.target(part.operation());
    event.bytes = part.bytes();
    event.jvmCopiedBytes = part.copied();
    event.calls = part.calls();
    event.errors = part.errors();
    event.transfer = part.number();
    event.lane = part.lane();
    event.continued = part.continued();
    event.thread = part.thread();
    event.commit();
  }
}
