package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterTextTest {
  @Test
  void json_isArrangedInLines_andKeepsEveryDigitAndTwin() {
    assertThat(LetterText.show(bytes("{\"a\":1.10000000000000000000001,\"a\":[1e400,\"é\"]}")))
        .contains("\n")
        .contains("1.10000000000000000000001", "1e400", "\"é\"")
        .containsPattern("(?s)\"a\".*\"a\"");
  }

  @Test
  void textThatIsNoJson_isShownAsItIs() {
    assertThat(LetterText.show(bytes("{\"cut\":"))).isEqualTo("{\"cut\":");
    assertThat(LetterText.show(bytes("{} {}"))).isEqualTo("{} {}");
    assertThat(LetterText.show(bytes("a\n\tb"))).isEqualTo("a\n\tb");
    assertThat(LetterText.show(bytes(""))).isEmpty();
  }

  @Test
  void bytes_areDumped() {
    assertThat(LetterText.show(new byte[] {0, 'A', (byte) 0xff}))
        .startsWith("00000000  00 41 ff ")
        .endsWith("|.A.|");
    byte[] two = new byte[17];
    assertThat(LetterText.show(two).lines()).hasSize(2).last().asString().startsWith("00000010");
  }

  @Test
  void controlCharacters_reachNoTerminal() {
    assertThat(LetterText.show(bytes("\u001b[2Jhello"))).contains("1b 5b").doesNotContain("\u001b");
    assertThat(LetterText.show(bytes("\u202Eabc"))).contains("e2 80 ae");
    assertThat(LetterText.show(bytes("over\rwritten"))).contains("0d 77");
    assertThat(LetterText.show(bytes("two\r\nlines"))).isEqualTo("two\r\nlines");
    assertThat(LetterText.show(bytes("{\"a\":\"\\u202e\"}"))).isEqualTo("{\"a\":\"\\u202e\"}");
    assertThat(LetterText.line("a\u001b[2J\n\u009b\u202Eb")).isEqualTo("a␛[2J␊��b");
    assertThat(LetterText.line(new byte[] {(byte) 0xff, 1})).isEqualTo("0xff01");
  }

  @Test
  void jsonWithHiddenCharacters_staysJsonAndIsHarmless() {
    assertThat(LetterText.json("{\"a\":\"\\u001b[2J\u009b\u202E\u007f\",\"é\":1.10}"))
        .isEqualTo(
            """
            {
              "a" : "\\u001B[2J\\u009b\\u202e\\u007f",
              "é" : 1.10
            }\
            """);
    assertThat(LetterText.json("no \u001b json")).isEqualTo("no ␛ json");
  }
}
