package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tailrace.wire.BatchHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Cuts the records of one partition into batches by the law in [BatchHeader]: a maximal run with
/// one batch id, ended by a seal or by the next id.
///
/// Laws: the cuts depend on the log alone. How the records were split into polls, how often some of
/// them came again, and from which [Cut#resumeOffset()] the reading started change nothing. Not
/// thread-safe. Allocates nothing per record but what the batch keeps.
final class BatchCutter {
  private final String topic;
  private final int partition;
  private final BatchLimits limits;
  private final Consumer<Cut> out;

  private Run open;
  private String lastEndedId = "";
  private long nextOffset = Long.MIN_VALUE;
  private boolean unlawful;

  BatchCutter(String topic, int partition, BatchLimits limits, Consumer<Cut> out) {
    this.topic = topic;
    this.partition = partition;
    this.limits = limits;
    this.out = out;
  }

  /// Takes the next record. One at an offset taken before is ignored: Connect redelivers.
  ///
  /// @param header value of the batch header, null when the record has none
  /// @param value null for a seal
  void take(long offset, long timestampMillis, byte[] header, byte[] value) {
    if (offset < nextOffset || unlawful) {
      return;
    }
    nextOffset = offset + 1;
    if (open == null || !Arrays.equals(open.header, header)) {
      if (BatchHeader.decode(header).isEmpty()) {
        stray(offset, timestampMillis, header, value);
        return;
      }
      end(open == null ? offset : open.lastOffset + 1);
    }
    if (value == null) {
      seal(offset);
    } else {
      append(offset, timestampMillis, header, value);
    }
  }

  private void stray(long offset, long timestampMillis, byte[] header, byte[] value) {
    String reason =
        header == null
            ? "no '" + BatchHeader.NAME + "' header: not written by the sealer"
            : "'" + BatchHeader.NAME + "' header of " + header.length + " bytes is no batch id";
    RejectedRecord row =
        RejectedRecord.of(topic, partition, offset, timestampMillis, header, value, reason);
    out.accept(new Cut.Stray(row, open == null ? offset + 1 : open.firstOffset));
  }

  private void seal(long offset) {
    if (open == null) {
      out.accept(new Cut.Tick(offset + 1));
    } else {
      end(offset + 1);
    }
  }

  private void append(long offset, long timestampMillis, byte[] header, byte[] value) {
    if (open == null) {
      String id = new String(header, US_ASCII);
      if (id.compareTo(lastEndedId) <= 0) {
        unlawful(
            offset,
            ("batch %s begins at offset %d, after batch %s: ids must rise within a partition."
                    + " Either two applications write to it, or a clock went back; stop the second"
                    + " writer")
                .formatted(id, offset, lastEndedId));
        return;
      }
      open = new Run(header, id, offset);
    }
    open.add(offset, timestampMillis, value);
    if (open.values.size() > limits.maxRows() || open.bytes > limits.maxBytes()) {
      unlawful(
          open.firstOffset,
          ("batch %s (from offset %d) is larger than %d rows or %d bytes, more than"
                  + " one atomic write can hold: lower the sealer's limits")
              .formatted(open.id, open.firstOffset, limits.maxRows(), limits.maxBytes()));
    }
  }

  private void unlawful(long resumeOffset, String why) {
    unlawful = true;
    open = null;
    String where = topic + "-" + partition + ": ";
    out.accept(new Cut.Unlawful(where + why, resumeOffset));
  }

  private void end(long resumeOffset) {
    if (open == null) {
      return;
    }
    Run ended = open;
    open = null;
    lastEndedId = ended.id;
    Batch batch =
        new Batch(topic, partition, ended.id, ended.firstOffset, ended.lastOffset, ended.values);
    out.accept(new Cut.Rows(batch, ended.positions, ended.bytes, resumeOffset));
  }

  /// The run that is still growing.
  private static final class Run {
    final byte[] header;
    final String id;
    final long firstOffset;
    final List<byte[]> values = new ArrayList<>();
    final RowPositions positions = new RowPositions();
    long lastOffset;
    long bytes;

    Run(byte[] header, String id, long firstOffset) {
      this.header = header;
      this.id = id;
      this.firstOffset = firstOffset;
    }

    void add(long offset, long timestampMillis, byte[] value) {
      values.add(value);
      positions.add(offset, timestampMillis);
      lastOffset = offset;
      bytes += value.length;
    }
  }
}
