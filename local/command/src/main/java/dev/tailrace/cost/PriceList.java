package dev.tailrace.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A price for every key. The documents' prices stand in `prices.json` beside this class.
public final class PriceList {
  private static final String RESOURCE = "prices.json";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<PriceKey, Price> prices;

  private PriceList(Map<PriceKey, Price> prices) {
    this.prices = prices;
  }

  /// The documents' prices.
  public static PriceList documented() {
    PriceList list = new PriceList(new EnumMap<>(PriceKey.class)).with(RESOURCE, resource());
    for (PriceKey key : PriceKey.values()) {
      Objects.requireNonNull(list.prices.get(key), key.text());
    }
    return list;
  }

  /// The documents' prices as they are written, to begin a list of one's own with.
  public static String resource() {
    try (InputStream in =
        Objects.requireNonNull(PriceList.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// This list with other prices; those that the text does not name stay.
  ///
  /// @param name of the text, for messages
  /// @param json an object with an object for each key: `usd`, `per`, `source`, `date`
  /// @throws IllegalArgumentException when a key, a unit or a value is not right
  public PriceList with(String name, String json) {
    Map<PriceKey, Price> all = new EnumMap<>(PriceKey.class);
    all.putAll(prices);
    parse(name, json).forEach((text, price) -> all.put(key(name, text, price), price));
    return new PriceList(all);
  }

  private static Map<String, Price> parse(String name, String json) {
    try {
      Map<String, Price> read = JSON.readValue(json, new TypeReference<Map<String, Price>>() {});
      if (read == null) {
        throw refused(name, "holds null: give an object with a member for each price", null);
      }
      return read;
    } catch (JsonMappingException e) {
      String place =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .collect(Collectors.joining(", "));
      throw refused(name, (place.isEmpty() ? "" : place + ": ") + reason(e), e);
    } catch (JsonProcessingException e) {
      throw refused(name, "is no JSON, " + e.getOriginalMessage(), e);
    }
  }

  private static String reason(JsonMappingException e) {
    if (e.getCause() instanceof IllegalArgumentException ours) {
      return ours.getMessage();
    }
    if (e instanceof InvalidFormatException wrong) {
      return "'" + wrong.getValue() + "' is no number";
    }
    return "give an object with an object for each price, of usd (a number), per, source and date";
  }

  private static PriceKey key(String name, String text, Price price) {
    PriceKey key =
        PriceKey.of(text)
            .orElseThrow(
                () ->
                    refused(
                        name,
                        "there is no price '%s', give one of %s".formatted(text, keys()),
                        null));
    if (price == null || !key.unit().label().equals(price.per())) {
      throw refused(
          name,
          "%s is per '%s', and is reckoned per '%s'"
              .formatted(text, price == null ? null : price.per(), key.unit().label()),
          null);
    }
    return key;
  }

  private static String keys() {
    return Arrays.stream(PriceKey.values()).map(PriceKey::text).collect(Collectors.joining(", "));
  }

  private static IllegalArgumentException refused(String name, String why, Exception cause) {
    return new IllegalArgumentException(name + ": " + why, cause);
  }

  /// The price of a key.
  public Price of(PriceKey key) {
    return Objects.requireNonNull(prices.get(key), key.text());
  }
}
