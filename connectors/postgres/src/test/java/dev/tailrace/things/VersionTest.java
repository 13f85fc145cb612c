package dev.tailrace.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @Property
  void text_andBack(@ForAll long high, @ForAll long low) {
    Version version = new Version(high, low);

    assertThat(version.toString()).hasSize(26);
    assertThat(Version.of(version.toString())).isEqualTo(version);
  }

  @Property
  void order_isThatOfTheText(
      @ForAll long high, @ForAll long low, @ForAll long otherHigh, @ForAll long otherLow) {
    Version version = new Version(high, low);
    Version other = new Version(otherHigh, otherLow);

    assertThat(Integer.signum(version.compareTo(other)))
        .isEqualTo(Integer.signum(version.toString().compareTo(other.toString())));
  }

  /// The example of the ULID specification's readme; its time part is 1469918176385.
  @org.junit.jupiter.api.Test
  void timeOfTheSpecificationsExample() {
    assertThat(Version.of("01ARYZ6S41TSV4RRFFQ69G5FAV").high() >>> 16).isEqualTo(1469918176385L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01ARYZ6S41TSV4RRFFQ69G5FA",
        "01ARYZ6S41TSV4RRFFQ69G5FAVX",
        "81ARYZ6S41TSV4RRFFQ69G5FAV",
        "01aryz6s41tsv4rrffq69g5fav",
        "01ARYZ6S41TSV4RRFFQ69G5FAU",
        "01ARYZ6S41TSV4RRFFQ69G5FAÖ"
      })
  void whatIsNoUlid_isRefused(String text) {
    assertThatThrownBy(() -> Version.of(text)).hasMessageContaining("'" + text + "' is no ULID");
  }
}
