/**
 * Says what to do about a route.
 *
 * <p>In: what a route does. Out: {@link io.bytetrail.collector.report.Advice}. It is called for
 * each route as {@code path} makes it, and gives no verdict that this host has not been calibrated
 * for.
 */
package io.bytetrail.collector.advice;
