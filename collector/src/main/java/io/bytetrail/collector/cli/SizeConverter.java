package io.bytetrail.collector.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 4096}, {@code 64KiB}, {@code 1.5GiB}; K, M, G for short. */
final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");
  private static final List<String> UNITS = List.of("", "k", "m", "g", "t");
  private static final int BITS_A_UNIT = 10;

  @Override
  public Long convert(String value) {
    Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new TypeConversionException("'" + value + "' is no size: write 4096, 64KiB or 1.5GiB");
    }
    long unit = 1L << (BITS_A_UNIT * UNITS.indexOf(size.group(2)));
    return new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
  }
}
