package dev.tailrace.things;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The URL of a thing: `/ns/id`.
///
/// In the id a space is `_`. A real underscore, and every character that RFC 3986, section 3.3,
/// does not allow in a path, is percent-encoded as UTF-8. A slash stays as it is, so the URL does
/// not tell where the namespace ends: reading it gives every key that it may mean.
///
/// Law: the keys that [#candidates] reads from [#of] a key hold that key, and [#of] each of them is
/// the same URL.
public final class ThingUrl {
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

  /// What a path may hold beside letters, digits and slashes; the underscore is missing.
  private static final String PLAIN = "-.~!$&'()*+,;=:@/";

  private static final int ESCAPE_LENGTH = 3;

  /// Of one character, which has at most 4 bytes.
  private static final int LONGEST_ENCODING = 4 * ESCAPE_LENGTH;

  private static final int SHOWN = 200;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ThingUrl() {}

  /// The URL of a thing, without a host.
  ///
  /// @throws IllegalArgumentException when no thing can have this key
  public static String of(EntityKey key) {
    if (!KeyRules.isNamespace(key.ns()) || key.id().isEmpty()) {
      throw new IllegalArgumentException("no thing has the key '%s'".formatted(key));
    }
    StringBuilder url = new StringBuilder("/").append(key.ns()).append('/');
    key.id().codePoints().forEach(c -> append(url, c));
    return url.toString();
  }

  private static void append(StringBuilder url, int codePoint) {
    if (codePoint == ' ') {
      url.append('_');
    } else if (isPlain(codePoint)) {
      url.append((char) codePoint);
    } else if (Character.getType(codePoint) == Character.SURROGATE) {
      throw new IllegalArgumentException(
          "no id holds half a surrogate pair (\\u%04x)".formatted(codePoint));
    } else {
      for (byte octet : Character.toString(codePoint).getBytes(UTF_8)) {
        url.append('%').append(HEX.toHexDigits(octet));
      }
    }
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }

  /// The keys that a URL may mean, that with the longest namespace first; at least one.
  ///
  /// A scheme with a host before it, and the slash at its start, may be there or not. What a person
  /// types without encoding it, such as a `#`, a `?`, a space or a letter beyond ASCII, is taken as
  /// it is.
  ///
  /// @throws IllegalArgumentException that names the place, when an escape is none or no UTF-8, and
  ///     when no namespace can be found
  public static List<EntityKey> candidates(String url) {
    Matcher origin = ORIGIN.matcher(url);
    int start = origin.lookingAt() ? origin.end() : 0;
    if (start < url.length() && url.charAt(start) == '/') {
      start++;
    }
    List<EntityKey> candidates = new ArrayList<>();
    for (int slash = url.indexOf('/', start); slash >= 0; slash = url.indexOf('/', slash + 1)) {
      String ns = url.substring(start, slash);
      if (!KeyRules.isNamespace(ns)) {
        break; // nor is anything longer
      }
      if (url.length() - slash - 1 <= KeyRules.LONGEST_ID * LONGEST_ENCODING) {
        String id = decode(url, slash + 1);
        if (KeyRules.isIdLength(id)) {
          candidates.add(new EntityKey(ns, id));
        }
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          ("%s is no URL of a thing: write /ns/id, such as /en.wikipedia.org/Software_developer; "
                  + "the namespace has only a-z, 0-9, '.', '-' and slashes, the id at most %,d "
                  + "characters")
              .formatted(shown(url), KeyRules.LONGEST_ID));
    }
    return List.copyOf(candidates.reversed());
  }

  /// As [#candidates], for a URL that a person may have typed: behind those keys come the ones in
  /// which every underscore is one. Documents write URLs so.
  ///
  /// @throws IllegalArgumentException as [#candidates]
  public static List<EntityKey> typed(String url) {
    Set<EntityKey> keys = new LinkedHashSet<>(candidates(url));
    if (url.contains("_")) {
      keys.addAll(candidates(url.replace("_", "%5F")));
    }
    return List.copyOf(keys);
  }

  private static String decode(String url, int start) {
    StringBuilder id = new StringBuilder(url.length() - start);
    int at = start;
    while (at < url.length()) {
      int c = url.codePointAt(at);
      if (c == '%') {
        at = decodeEscapes(url, at, id);
        continue;
      }
      if (c == 0 || Character.getType(c) == Character.SURROGATE) {
        throw invalid(url, at, "no id holds U+%04X".formatted(c));
      }
      id.appendCodePoint(c == '_' ? ' ' : c);
      at += Character.charCount(c);
    }
    return id.toString();
  }

  /// Decodes the escapes that stand there one after the other: a character may have several.
  ///
  /// @return where they end
  private static int decodeEscapes(String url, int start, StringBuilder id) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    int end = start;
    while (end < url.length() && url.charAt(end) == '%') {
      octets.write(octet(url, end));
      end += ESCAPE_LENGTH;
    }
    ByteBuffer bytes = ByteBuffer.wrap(octets.toByteArray());
    CharBuffer characters = CharBuffer.allocate(bytes.remaining());
    CoderResult result = UTF_8.newDecoder().decode(bytes, characters, true);
    if (result.isError()) {
      int at = start + bytes.position() * ESCAPE_LENGTH;
      throw invalid(
          url, at, url.substring(at, at + ESCAPE_LENGTH) + " begins no character in UTF-8");
    }
    id.append(characters.flip());
    return end;
  }

  private static int octet(String url, int at) {
    String digits = url.substring(at + 1, Math.min(at + ESCAPE_LENGTH, url.length()));
    if (digits.length() < 2 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw invalid(
          url, at, "two hexadecimal digits must follow the %, and a real % is written %25");
    }
    int octet = HexFormat.fromHexDigits(digits);
    if (octet == 0) {
      throw invalid(url, at, "no id holds U+0000");
    }
    return octet;
  }

  private static IllegalArgumentException invalid(String url, int at, String reason) {
    return new IllegalArgumentException(
        "%s, character %,d: %s".formatted(shown(url), at + 1, reason));
  }

  private static String shown(String url) {
    return url.length() <= SHOWN ? "'" + url + "'" : "'" + url.substring(0, SHOWN) + "…'";
  }
}
