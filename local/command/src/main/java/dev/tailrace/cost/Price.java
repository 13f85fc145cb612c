package dev.tailrace.cost;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/// A price and where it is from.
///
/// @param usd US dollars
/// @param per what it is for: the label of a [PriceKey.Unit]
/// @param source name of a document or page
/// @param date when the source said so, `2025-10-04`
public record Price(double usd, String per, String source, String date) {
  private static final double MOST = 1_000_000;

  public Price {
    if (!(usd >= 0 && usd <= MOST)) {
      throw new IllegalArgumentException(
          "usd is %s: give a number from 0 to %.0f".formatted(usd, MOST));
    }
    if (source == null || source.isBlank()) {
      throw new IllegalArgumentException("source is empty: say where the price is from");
    }
    try {
      LocalDate _ = LocalDate.parse(date);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("date is '" + date + "': write it as 2025-10-04", e);
    }
  }
}
