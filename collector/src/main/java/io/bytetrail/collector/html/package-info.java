/**
 * The report as one page for a browser, which asks for nothing but itself.
 *
 * <p>In: a {@link io.bytetrail.collector.report.Report}. Out: HTML. The templates in {@code
 * src/main/jte} become classes when bytetrail is built; they escape all that comes from the
 * application for the place it stands in. Every figure stands in the page as text, as the text
 * report has it; scripts only draw, and the page allows no others than its own.
 */
package io.bytetrail.collector.html;
