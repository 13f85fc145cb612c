package dev.tailrace.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThingUrlTest {
  /// The first five rows are the table of examples in the document of the schema, and the next
  /// three its variants. It leaves real underscores as they are, and so cannot read back its own
  /// fourth row and the variants.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "onet;             15-1252.00;                    /onet/15-1252.00",
        "en.wikipedia.org; Software developer;            /en.wikipedia.org/Software_developer",
        "github.com/repos; dot-do/workers;                /github.com/repos/dot-do/workers",
        "stripe.com/api;   customers/cus_123;             /stripe.com/api/customers/cus%5F123",
        "onet;             Software developer;            /onet/Software_developer",
        "en.wikipedia.org; Software_developer;            /en.wikipedia.org/Software%5Fdeveloper",
        "en.wikipedia.org; Software_developer#mobile;"
            + " /en.wikipedia.org/Software%5Fdeveloper%23mobile",
        "en.wikipedia.org; Software_developer#simplified;"
            + " /en.wikipedia.org/Software%5Fdeveloper%23simplified",
        "a;                100%;                          /a/100%25",
        "a;                %20;                           /a/%2520",
        "a;                what?;                         /a/what%3F",
        "a;                /x//y/;                        /a//x//y/",
        "a;                ' ';                           /a/'_'",
        "a;                -.~!$&'()*+,:@=;               /a/-.~!$&'()*+,:@=",
        "a;                \"<>[]\\^`{|}\";               /a/%3C%3E%5B%5D%5C%5E%60%7B%7C%7D",
        "a;                Größe;                         /a/Gr%C3%B6%C3%9Fe",
        "a;                €;                             /a/%E2%82%AC",
        "a;                😀;                            /a/%F0%9F%98%80",
        "a;                http://b/c;                    /a/http://b/c",
      })
  void keyIsWritten_andReadBack(String ns, String id, String url) {
    EntityKey key = new EntityKey(ns, id);

    assertThat(ThingUrl.of(key)).isEqualTo(url);
    assertThat(ThingUrl.candidates(url)).contains(key);
  }

  @Test
  void controlCharacters_areEncoded() {
    EntityKey key = new EntityKey("a", "\t\n\u001b\u007f\u009b;\"");

    assertThat(ThingUrl.of(key)).isEqualTo("/a/%09%0A%1B%7F%C2%9B;%22");
    assertThat(ThingUrl.candidates("/a/%09%0A%1B%7F%C2%9B;%22")).containsExactly(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/onet/15-1252.00;                   onet|15-1252.00",
        "onet/15-1252.00;                    onet|15-1252.00",
        "/github.com/repos/dot-do/workers;   github.com/repos/dot-do|workers,"
            + " github.com/repos|dot-do/workers, github.com|repos/dot-do/workers",
        "/stripe.com/api/customers/cus_123;  stripe.com/api/customers|cus 123,"
            + " stripe.com/api|customers/cus 123, stripe.com|api/customers/cus 123",
        "/a/B/c;                             a|B/c",
        "/a/b%63/d;                          a|bc/d",
        "/a/b_c/d;                           a|b c/d",
        "/a/b/;                              a|b/",
        "/a//b;                              a|/b",
        "/a/b%2Fc;                           a|b/c",
        "https://things.example.com/onet/x;  onet|x",
        "HTTP://127.0.0.1:8080/onet/x;       onet|x",
        "file:///onet/x;                     onet|x",
        "things.example.com/onet/x;          things.example.com/onet|x, things.example.com|onet/x",
        "/onet/http://x.org/y;               onet|http://x.org/y",
        "/a/Software developer#mobile;       a|Software developer#mobile",
        "https://h/a/b_c#mobile?x=1;         a|b c#mobile?x=1",
        "/a/Größe;                           a|Größe",
        "/a/Gr%c3%b6ße;                      a|Größe",
        "/a/+;                               a|+",
      })
  void urlIsRead_longestNamespaceFirst(String url, String keys) {
    List<String> expected = Arrays.stream(keys.split(", ")).toList();

    assertThat(ThingUrl.candidates(url)).extracting(EntityKey::toString).isEqualTo(expected);
  }

  /// The document writes `/stripe.com/api/customers/cus_123` for the id `customers/cus_123`.
  @Test
  void underscoresThatAreTyped_mayBeUnderscores_afterAllElse() {
    assertThat(ThingUrl.typed("/stripe.com/api/customers/cus_123"))
        .extracting(EntityKey::toString)
        .containsExactly(
            "stripe.com/api/customers|cus 123",
            "stripe.com/api|customers/cus 123",
            "stripe.com|api/customers/cus 123",
            "stripe.com/api/customers|cus_123",
            "stripe.com/api|customers/cus_123",
            "stripe.com|api/customers/cus_123");
    assertThat(ThingUrl.typed("/onet/15-1252.00"))
        .isEqualTo(ThingUrl.candidates("/onet/15-1252.00"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "/a/100%;              '/a/100%', character 7: two hexadecimal digits must follow the %",
        "/a/%4;                '/a/%4', character 4: two hexadecimal digits",
        "/a/x%G0;              '/a/x%G0', character 5: two hexadecimal digits",
        "/a/%C3;               '/a/%C3', character 4: %C3 begins no character in UTF-8",
        "/a/%41%C3%41;         '/a/%41%C3%41', character 7: %C3 begins no character",
        "/a/%C0%80;            '/a/%C0%80', character 4: %C0 begins no character",
        "/a/%ED%A0%80;         '/a/%ED%A0%80', character 4: %ED begins no character",
        "http://h/a/%80;       'http://h/a/%80', character 12: %80 begins no character",
        "/a/b%00;              '/a/b%00', character 5: no id holds U+0000",
        "\"\";                 '' is no URL of a thing: write /ns/id",
        "/;                    '/' is no URL of a thing",
        "/onet;                '/onet' is no URL of a thing",
        "/onet/;               '/onet/' is no URL of a thing",
        "//onet/x;             '//onet/x' is no URL of a thing",
        "/Onet/x;              '/Onet/x' is no URL of a thing",
        "/en_us/x;             '/en_us/x' is no URL of a thing",
        "https://onet;         'https://onet' is no URL of a thing",
        "https://onet/x;       'https://onet/x' is no URL of a thing",
      })
  void whatIsNoUrl_isRefusedWithThePlace(String url, String message) {
    assertThatThrownBy(() -> ThingUrl.candidates(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void idsOf2048Characters_areTheLongest() {
    String longest = "😀".repeat(2_048);
    String url = ThingUrl.of(new EntityKey("a", longest));

    assertThat(ThingUrl.candidates(url)).containsExactly(new EntityKey("a", longest));
    assertThatThrownBy(() -> ThingUrl.candidates("/a/" + "x".repeat(2_049)))
        .hasMessageContaining("at most 2,048 characters")
        .hasMessageContaining("x…'");
    assertThat(ThingUrl.candidates("/a/b/" + "x".repeat(2_048))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"Shop; 1", "shop/; 1", "''; 1", "shop; ''", "a b; 1"})
  void keyThatNoThingHas_hasNoUrl(String ns, String id) {
    assertThatThrownBy(() -> ThingUrl.of(new EntityKey(ns, id)))
        .hasMessage("no thing has the key '%s|%s'".formatted(ns, id));
  }

  @Test
  void halfASurrogatePair_hasNoUrl() {
    assertThatThrownBy(() -> ThingUrl.of(new EntityKey("a", "\ud83d")))
        .hasMessage("no id holds half a surrogate pair (\\ud83d)");
    assertThatThrownBy(() -> ThingUrl.candidates("/a/x\ud83dy"))
        .hasMessageContaining("character 5: no id holds U+D83D");
  }

  @Property
  void everyKey_isAmongTheCandidatesOfItsUrl_andTheyShareIt(
      @ForAll("namespaces") String ns, @ForAll("ids") String id) {
    EntityKey key = new EntityKey(ns, id);
    String url = ThingUrl.of(key);

    assertThat(url).matches("(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})*)+");
    List<EntityKey> candidates = ThingUrl.candidates(url);
    assertThat(candidates)
        .contains(key)
        .allSatisfy(candidate -> assertThat(ThingUrl.of(candidate)).isEqualTo(url))
        .isSortedAccordingTo((a, b) -> b.ns().length() - a.ns().length());
    assertThat(ThingUrl.candidates("https://things.example.com" + url)).isEqualTo(candidates);
    assertThat(ThingUrl.candidates(url.substring(1))).isEqualTo(candidates);
  }

  @Property
  void anyText_isReadOrRefusedInWords(@ForAll("typed") String url) {
    try {
      assertThat(ThingUrl.candidates(url)).isNotEmpty();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).startsWith("'" + url + "'");
    }
  }

  @Provide
  Arbitrary<String> namespaces() {
    return Arbitraries.strings()
        .withChars("ab0.-")
        .ofMinLength(1)
        .ofMaxLength(4)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(segments -> String.join("/", segments));
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> tricky =
        Arbitraries.strings().withChars("ab_ %#?/.5F\u001bé€").ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> any =
        Arbitraries.strings()
            .ofMinLength(1)
            .ofMaxLength(40)
            .map(text -> text.replaceAll("[\\x00\\p{Cs}]", "x"));
    Arbitrary<String> beyondTheBasicPlane =
        Arbitraries.integers().between(0x10000, 0x10FFFF).map(Character::toString);
    return Arbitraries.oneOf(tricky, any, beyondTheBasicPlane);
  }

  @Provide
  Arbitrary<String> typed() {
    return Arbitraries.strings().withChars("/ab_%4C3E28:h ö#\ud83d\u0000").ofMaxLength(16);
  }
}
