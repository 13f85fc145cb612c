package dev.tailrace.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {
  private static String price(String usd) {
    return """
    {"r2.class-a": {"usd": %s, "per": "million requests", "source": "offer", "date": "2026-11-01"}}
    """
        .formatted(usd);
  }

  @Test
  void everyKey_hasAPriceOfTheDocuments() {
    PriceList prices = PriceList.documented();
    for (PriceKey key : PriceKey.values()) {
      assertThat(prices.of(key).per()).isEqualTo(key.unit().label());
      assertThat(prices.of(key).date()).isEqualTo("2025-10-04");
    }
    assertThat(prices.of(PriceKey.R2_CLASS_A).usd()).isEqualTo(4.5);
  }

  @Test
  void ownPrice_replacesThatOfItsKeyOnly() {
    PriceList prices = PriceList.documented().with("mine.json", price("9"));
    assertThat(prices.of(PriceKey.R2_CLASS_A))
        .isEqualTo(new Price(9, "million requests", "offer", "2026-11-01"));
    assertThat(prices.of(PriceKey.R2_CLASS_B))
        .isEqualTo(PriceList.documented().of(PriceKey.R2_CLASS_B));
  }

  @Test
  void unknownKey_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(
            () ->
                PriceList.documented()
                    .with("mine.json", price("1").replace("r2.class-a", "r2.class-c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("mine.json", "'r2.class-c'", "r2.class-a", "postgres.launch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          "usd": 4.5                   | "usd": -4.5            | usd is -4.5
          "usd": 4.5                   | "usd": "cheap"         | r2.class-a, usd: 'cheap' is no number
          "usd": 4.5                   | "usd": "NaN"           | usd is NaN
          "usd": 4.5                   | "usd": null            | r2.class-a, usd: give
          "usd": 4.5,                  | ^^                     | r2.class-a, usd: give
          "usd"                        | "eur"                  | r2.class-a, usd: give
          "per": "million requests"    | "per": "request"       | per 'request', and is reckoned per 'million requests'
          "source": "offer"            | "source": " "          | source is empty
          "date": "2026-11-01"         | "date": "today"        | 'today'
          }}                           | }                      | is no JSON
          }}                           | }} {}                  | mine.json
          "date": "2026-11-01"         | "date": null           | r2.class-a, date: give
          "date": "2026-11-01"         | "date": "2026-11-01", "by": "me" | r2.class-a, by: give
          {"usd"                       | null, "r2.storage": {"usd" | r2.class-a
          """)
  void wrongPrice_isRefusedWithItsKey(String part, String wrong, String named) {
    String text = price("4.5").replace(part, wrong);
    assertThatThrownBy(() -> PriceList.documented().with("mine.json", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("mine.json: ")
        .hasMessageContaining(named);
  }

  @Test
  void sameKeyTwice_isRefused() {
    String once = price("1").strip();
    String twice = once.substring(0, once.length() - 1) + "," + once.substring(1);
    assertThatThrownBy(() -> PriceList.documented().with("mine.json", twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("r2.class-a");
  }

  @Test
  void nothing_isRefused() {
    assertThatThrownBy(() -> PriceList.documented().with("mine.json", "null"))
        .hasMessageContaining("mine.json: holds null");
    assertThatThrownBy(() -> PriceList.documented().with("mine.json", ""))
        .hasMessage(
            "mine.json: give an object with an object for each price, of usd (a number), per,"
                + " source and date");
  }
}
