package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"scriptName\":\"api\"}|api",
        "{\"a\":{\"scriptName\":\"no\"},\"b\":[\"scriptName\"],\"ScriptName\" :  \"yes\"}|yes",
        "{\"a\":\"scriptName\",\"scriptName\":\"b\"}|b",
        "{\"a\":\"\\\"scriptName\\\":\\\"no\\\"\",\"scriptName\":\"y\\u00e9\"}|yé",
        "{\"scriptName\":\"gateway\",\"broken|gateway"
      })
  void name_isFound(String json, String name) {
    assertThat(new String(ScriptName.find(json.getBytes(UTF_8)), UTF_8)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"scriptName\":null}",
        "{\"scriptName\":\"\"}",
        "{\"scriptName\":7}",
        "{\"scriptName",
        "{\"scriptName\":",
        "{\"scriptName\":\"cut",
        "{\"scriptName\":\"cut\\",
        "{\"scriptName\":\"bad\\q\"}",
        "{\"scriptname\":\"a\"}",
        "[{\"scriptName\":\"a\"}]",
        "}\"scriptName\":\"a\""
      })
  void otherwise_thereIsNone(String json) {
    assertThat(ScriptName.find(json.getBytes(UTF_8))).isNull();
  }

  @Test
  void recordedEvents_agreeWithAParser() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Samples.lines("tail-events-prodlike.jsonl.gz")) {
      JsonNode name = mapper.readTree(line).path("scriptName");
      byte[] expected = name.isTextual() ? name.textValue().getBytes(UTF_8) : null;
      assertThat(Arrays.equals(ScriptName.find(line.getBytes(UTF_8)), expected)).as(line).isTrue();
    }
  }
}
