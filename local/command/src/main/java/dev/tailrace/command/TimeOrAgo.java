package dev.tailrace.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A time, or how long ago: `2026-11-20T11:00:00Z`, `90m`, `2h`, `7d`, `PT1H30M`.
final class TimeOrAgo implements ITypeConverter<Instant> {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,6})([smhd])");

  private final InstantSource clock;

  @SuppressWarnings("unused") // picocli makes it
  TimeOrAgo() {
    this(InstantSource.system());
  }

  TimeOrAgo(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String text) {
    try {
      Matcher ago = SHORT.matcher(text);
      if (ago.matches()) {
        return before(amount(Long.parseLong(ago.group(1)), ago.group(2)));
      }
      return text.startsWith("P")
          ? before(Duration.parse(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is neither a time such as 2026-11-20T11:00:00Z nor a while ago such as 90m, 2h"
              + " or 7d");
    }
  }

  private Instant before(Duration ago) {
    return clock.instant().minus(ago);
  }

  private static Duration amount(long number, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
