package io.bytetrail.collector.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.bytetrail.collector.html.ReportHtml;
import io.bytetrail.collector.metrics.PrometheusMetrics;
import io.bytetrail.collector.report.NoReportYet;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportJson;
import io.bytetrail.collector.report.ReportText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves the newest report over HTTP: {@code /metrics} for Prometheus, {@code /report.json}, {@code
 * /report.txt}, {@code /report.html} and an index.
 *
 * <p>Requests are served by two threads: a scrape that hangs keeps nobody else from the report.
 */
public final class WebServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING_REQUESTS = 64;
  private static final long IDLE_SECONDS = 30;

  /**
   * For a request to come in and its answer to go out: one that stalls keeps a thread no longer.
   */
  private static final long REQUEST_SECONDS = 5;

  private final HttpServer server;
  private final ExecutorService pool;
  private final ScheduledExecutorService clock;

  private WebServer(HttpServer server, ExecutorService pool, ScheduledExecutorService clock) {
    this.server = server;
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Starts serving.
   *
   * @param host address to listen on; empty for every address
   * @param port 0 for any that is free
   * @param reports gives the newest report
   * @param resourceAttributes value of {@code OTEL_RESOURCE_ATTRIBUTES}; may be empty
   * @param threads makes daemon threads
   * @param markThread run on the server's own dispatching thread, which it makes itself
   * @throws IOException when the port cannot be had; the message says why
   */
  public static WebServer start(
      String host,
      int port,
      Supplier<Report> reports,
      String resourceAttributes,
      ThreadFactory threads,
      Runnable markThread)
      throws IOException {
    InetSocketAddress address =
        host.isEmpty()
            ? new InetSocketAddress(port)
            : new InetSocketAddress(InetAddress.getByName(host), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new IOException("port " + port + ": " + e.getMessage(), e);
    }
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_REQUESTS),
            threads);
    pool.allowCoreThreadTimeOut(true);
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, threads);
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    // The dispatching thread is the server's own, but it passes through here before it reads.
    server.setExecutor(
        task -> {
          markThread.run();
          pool.execute(() -> inTime(task, clock));
        });
    PrometheusMetrics metrics = new PrometheusMetrics(reports, resourceAttributes);
    server.createContext("/metrics", metrics.handler());
    server.createContext(
        "/report.json",
        reported(
            reports,
            (exchange, report) ->
                answer(exchange, 200, "application/json", ReportJson.bytes(report))));
    server.createContext(
        "/report.txt",
        reported(reports, (exchange, report) -> text(exchange, 200, ReportText.of(report, false))));
    server.createContext(
        "/report.html",
        reported(
            reports,
            (exchange, report) ->
                answer(
                    exchange,
                    200,
                    "text/html; charset=utf-8",
                    ReportHtml.of(report).getBytes(StandardCharsets.UTF_8))));
    server.createContext("/", reported(reports, WebServer::index));
    server.start(); // from a daemon thread, so that its dispatching thread is one
    return new WebServer(server, pool, clock);
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** An interrupt is what ends a read or a write of the JDK's server: it closes the channel. */
  private static void inTime(Runnable task, ScheduledExecutorService clock) {
    var end = clock.schedule(Thread.currentThread()::interrupt, REQUEST_SECONDS, TimeUnit.SECONDS);
    try {
      task.run();
    } finally {
      end.cancel(false);
      var unused = Thread.interrupted();
    }
  }

  private interface Answer {
    void give(HttpExchange exchange, Report report) throws IOException;
  }

  private static HttpHandler reported(Supplier<Report> reports, Answer answer) {
    return exchange -> {
      Report report;
      try {
        report = reports.get();
      } catch (NoReportYet e) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        text(exchange, 503, e.getMessage() + "\n");
        return;
      }
      answer.give(exchange, report);
    };
  }

  private static void index(HttpExchange exchange, Report report) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/")) {
      text(exchange, 404, "not here: see /\n");
      return;
    }
    String page =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>bytetrail</title>
        <h1>bytetrail: %s</h1>
        <ul><li><a href="report.html">report</a><li><a href="report.txt">report as text</a>
        <li><a href="report.json">report as JSON</a>
        <li><a href="metrics">metrics for Prometheus</a></ul>
        """
            .formatted(escaped(report.service()));
    answer(exchange, 200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  /** Text as it may stand between tags. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    answer(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdownNow();
    clock.shutdownNow();
  }
}
