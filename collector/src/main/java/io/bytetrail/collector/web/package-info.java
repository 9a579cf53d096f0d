/**
 * Serves the newest report over HTTP: as text, as JSON, and as metrics for Prometheus.
 *
 * <p>In: a supplier of immutable reports. Out: answers to requests, from two threads of its own, on
 * the JDK's server.
 */
package io.bytetrail.collector.web;
