package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Figure;

/**
 * One of the few numbers that stand large at the top.
 *
 * @param unit behind the number, smaller; may be empty
 * @param label what it is
 * @param note more of it; may be empty
 */
record KeyFigure(Figure figure, String unit, String label, String note) {}
