package dev.tailrace.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateChangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "-;                  {'a':1,'b':2};            a b; ``; ``",
        "{'a':1};            -;                        ``;  ``; a",
        "-;                  -;                        ``;  ``; ``",
        "{'a':1};            {'a':1};                  ``;  ``; ``",
        "{'a':1,'b':2};      {'b':2,'a':1};            ``;  ``; ``",
        "{'a':{'x':1,'y':[2]}}; {'a':{'y':[2],'x':1}}; ``;  ``; ``",
        "{'a':[1,2]};        {'a':[2,1]};              ``;  a;  ``",
        "{'a':1};            {'a':'1'};                ``;  a;  ``",
        "{'a':null};         {'a':false};              ``;  a;  ``",
        "{'a':null};         {};                       ``;  ``; a",
        "{'a':'null'};       {'a':null};               ``;  a;  ``",
        "{'a':1.10};         {'a':1.1};                ``;  a;  ``",
        "{'a':9007199254740993}; {'a':9007199254740992}; ``; a; ``",
        "{'a':1e999999999};  {'a':1e999999998};        ``;  a;  ``",
        "{'a':1,'a':2};      {'a':2};                  ``;  ``; ``",
        "{'a':1,'b':{}};     {'c':1,'b':{'x':[]}};     c;   b;  a",
      })
  void statesAreComparedByTheirMembers(
      String before, String after, String added, String changed, String removed) {
    assertThat(StateChange.between(json(before), json(after)))
        .contains(new StateChange(names(added), names(changed), names(removed)));
  }

  @Test
  void whatIsNoObject_cannotBeCompared() {
    assertThat(StateChange.between("{}", "[1]")).isEmpty();
    assertThat(StateChange.between("{\"a\":", "{}")).isEmpty();
    assertThat(StateChange.between("{\"a\":[", "{}")).isEmpty();
    assertThat(StateChange.between("", "{}")).isEmpty();
  }

  @Test
  void deepStates_areCompared() {
    String deep = "{\"a\":" + "[".repeat(1_500) + "]".repeat(1_500) + "}";
    assertThat(StateChange.between(deep, deep)).hasValueSatisfying(StateChangeTest::isNothing);
  }

  private static void isNothing(StateChange change) {
    assertThat(change).isEqualTo(new StateChange(List.of(), List.of(), List.of()));
  }

  private static String json(String text) {
    return text == null ? null : text.replace('\'', '"');
  }

  private static List<String> names(String text) {
    return text.isBlank() ? List.of() : List.of(text.split(" "));
  }
}
