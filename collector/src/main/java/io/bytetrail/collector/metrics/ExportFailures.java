package io.bytetrail.collector.metrics;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says that exports fail: one line, at most once a minute. */
final class ExportFailures {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String endpoint;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLine;

  ExportFailures(String endpoint, PrintStream out, LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.out = out;
    this.nanoTime = nanoTime;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /** Tells of one failure. */
  void failed(String reason) {
    long now = nanoTime.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + QUIET_NANOS)) {
      out.println("bytetrail: metrics do not reach " + endpoint + ": " + reason);
    }
  }

  /** What the receiver answered; else what is at the bottom: "Connection refused". */
  static String reason(Throwable error) {
    if (error instanceof GrpcExportException grpc && grpc.getResponse() != null) {
      GrpcResponse response = grpc.getResponse();
      return ("gRPC status " + response.getStatusCode() + " " + response.getStatusDescription())
          .strip();
    }
    if (error instanceof HttpExportException http && http.getResponse() != null) {
      HttpResponse response = http.getResponse();
      return ("HTTP status " + response.getStatusCode() + " " + response.getStatusMessage())
          .strip();
    }
    if (error == null) {
      return "no answer";
    }
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
