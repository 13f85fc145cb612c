package dev.tailrace.produce;

import java.util.HexFormat;

/// Kinds of content that are told by their first bytes.
enum Magic {
  GZIP("1f8b", ""),
  AVRO("4f626a01", ""),
  UTF8_MARK("efbbbf", ""),
  UTF16_LITTLE_ENDIAN(
      "fffe", "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 %s | tailrace produce -"),
  UTF16_BIG_ENDIAN(
      "feff", "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 %s | tailrace produce -"),
  ZSTD("28b52ffd", "compressed with zstd; unpack it: zstd -dc %s | tailrace produce -"),
  XZ("fd377a58", "compressed with xz; unpack it: xz -dc %s | tailrace produce -"),
  BZIP2("425a6839", "compressed with bzip2; unpack it: bzip2 -dc %s | tailrace produce -"),
  ZIP("504b0304", "a ZIP archive; unpack it: unzip -p %s | tailrace produce -"),
  PARQUET("50415231", "Parquet, which holds processed events and no tail events");

  private final String hex;
  private final String unreadable;

  Magic(String hex, String unreadable) {
    this.hex = hex;
    this.unreadable = unreadable;
  }

  int length() {
    return hex.length() / 2;
  }

  boolean matches(byte[] first) {
    return HexFormat.of().formatHex(first).startsWith(hex);
  }

  /// Checks the first bytes of an input.
  ///
  /// @throws PublishException when the content is known to be something else than events
  static void refuseUnreadable(byte[] first, String name) {
    for (Magic magic : values()) {
      if (!magic.unreadable.isEmpty() && magic.matches(first)) {
        throw new PublishException(name + " is " + magic.unreadable.formatted(name));
      }
    }
  }
}
