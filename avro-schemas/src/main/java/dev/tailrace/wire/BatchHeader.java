package dev.tailrace.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// The header that names the sealed batch of a record, so that a sink can cut batches without
/// decoding values.
///
/// Law: a batch is a maximal run of committed records of one partition with one batch id. It ends
/// at a seal (a record with a null value and this header) or at the next id. Ids are ULIDs and rise
/// within a partition, so they compare as text.
public final class BatchHeader {
  public static final String NAME = "batch";
  private static final int ULID_LENGTH = 26;

  private BatchHeader() {}

  public static void put(Headers headers, String batchId) {
    if (batchId.length() != ULID_LENGTH) {
      throw new IllegalArgumentException("batch id is not a ULID: '" + batchId + "'");
    }
    headers.add(NAME, batchId.getBytes(US_ASCII));
  }

  /// The batch id, or empty when the header is missing or holds anything but 26 bytes.
  public static Optional<String> read(Headers headers) {
    Header header = headers.lastHeader(NAME);
    return header == null ? Optional.empty() : decode(header.value());
  }

  /// Decodes the value of the header, for clients that carry headers in another type.
  public static Optional<String> decode(byte[] value) {
    return value == null || value.length != ULID_LENGTH
        ? Optional.empty()
        : Optional.of(new String(value, US_ASCII));
  }
}
