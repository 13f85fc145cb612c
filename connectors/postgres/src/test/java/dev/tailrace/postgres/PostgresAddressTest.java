package dev.tailrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @ParameterizedTest
  @CsvSource({
    "?password=secret1, ''",
    "?currentSchema=t&password=secret1, ?currentSchema=t",
    "?password=secret1&currentSchema=t, ?currentSchema=t",
    "?currentSchema=t&sslPassword=secret1&password=secret3&sslmode=require,"
        + " ?currentSchema=t&sslmode=require",
    "'', ''",
  })
  void passwords_areNotPrinted(String parameters, String printed) {
    String database = "jdbc:postgresql://db.example:5433/shop";
    var address = new PostgresAddress(database + parameters, "writer", "secret2");
    assertThat(address.place()).isEqualTo(database + printed);
    assertThat(address).hasToString(database + printed + " as writer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://writer:secret@db.example/shop",
        "jdbc:mysql://db.example/shop?password=secret",
        "jdbc:postgresql://db.example:port/shop",
        "",
      })
  void otherUrls_areRefusedWithTheirForm(String url) {
    assertThatThrownBy(() -> new PostgresAddress(url, "writer", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write jdbc:postgresql://host:5432/database")
        .message()
        .doesNotContain("secret");
  }
}
