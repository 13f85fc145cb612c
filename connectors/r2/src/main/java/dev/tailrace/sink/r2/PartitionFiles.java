package dev.tailrace.sink.r2;

import dev.tailrace.sink.r2.FileFormat.Refused;
import dev.tailrace.sink.r2.FileFormat.Taken;
import dev.tailrace.sink.r2.Slots.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;

/// The files of one partition: one chain for each day of capture, of which a few are open at a
/// time. All are ended when a slot is over.
///
/// Law: [#settle] never passes a row that is not in the bucket.
///
/// Not thread-safe.
final class PartitionFiles<E> {
  /// Days that are written at the same time. Rows of more days than that, in turn, make more and
  /// smaller files, but no more memory.
  private static final int OPEN_DAYS = 3;

  private final FileFormat<E> format;
  private final Slots slots;
  private final Function<LocalDate, FilePlace> places;
  private final Bucket bucket;
  private final Patience patience;
  private final Rejections rejections;
  private final FileMeter meter;

  private final Map<LocalDate, DayFiles<E>> days = new LinkedHashMap<>(8, 0.75f, true);
  private final List<StoredFile> done = new ArrayList<>();
  private Slot slot;
  private long position = -1;
  private long settled = -1;
  private long throughMillis;

  PartitionFiles(
      FileFormat<E> format,
      Slots slots,
      Function<LocalDate, FilePlace> places,
      Bucket bucket,
      Patience patience,
      Rejections rejections,
      FileMeter meter) {
    this.format = format;
    this.slots = slots;
    this.places = places;
    this.bucket = bucket;
    this.patience = patience;
    this.rejections = rejections;
    this.meter = meter;
  }

  /// Takes the next record. One at an offset taken before is ignored: Connect redelivers.
  void take(SinkRecord from) throws IOException, InterruptedException {
    if (from.kafkaOffset() < position) {
      return;
    }
    if (position < 0) {
      settled = from.kafkaOffset();
    }
    Optional<Slot> in = slots.of(from);
    if (in.isEmpty()) {
      rejections.reject(from, "no batch header: not written by the sealer");
    } else {
      enter(in.get());
      if (from.value() != null || format.storesNulls()) {
        store(from, in.get());
      }
    }
    position = from.kafkaOffset() + 1;
  }

  private void enter(Slot next) throws IOException, InterruptedException {
    if (slot != null && next.startMillis() != slot.startMillis()) {
      endAll();
    }
    throughMillis = Math.max(throughMillis, next.startMillis());
    slot = next;
  }

  private void store(SinkRecord from, Slot in) throws IOException, InterruptedException {
    switch (format.check(from)) {
      case Refused<E>(String why) -> rejections.reject(from, why);
      case Taken<E>(E entry) -> {
        rejections.good();
        day(format.capturedMillis(entry)).take(from, entry, in.row());
      }
    }
  }

  private DayFiles<E> day(long capturedMillis) throws IOException, InterruptedException {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(capturedMillis), ZoneOffset.UTC);
    DayFiles<E> known = days.get(day);
    if (known != null) {
      return known;
    }
    if (days.size() == OPEN_DAYS) {
      Iterator<DayFiles<E>> leastRecentFirst = days.values().iterator();
      leastRecentFirst.next().end();
      leastRecentFirst.remove();
    }
    DayFiles<E> opened =
        new DayFiles<>(places.apply(day), format, bucket, patience, done::add, meter);
    days.put(day, opened);
    return opened;
  }

  /// Ends the files of a slot that is over although no record says so.
  ///
  /// @param grace how long after its end a slot may still get records
  void passTime(Instant now, Duration grace) throws IOException, InterruptedException {
    if (slot != null && now.toEpochMilli() >= slots.endMillis(slot) + grace.toMillis()) {
      endAll();
      slot = null;
    }
  }

  private void endAll() throws IOException, InterruptedException {
    for (DayFiles<E> day : days.values()) {
      day.end();
    }
    throughMillis = Math.max(throughMillis, slots.endMillis(slot));
  }

  /// Whether time alone can end something here.
  boolean isOpen() {
    return slot != null;
  }

  /// What may be settled since the last time: nothing while an older file is still open.
  Optional<Wave> settle() {
    long reached = withoutPartsOfFiles(beforeOpenFiles());
    if (reached <= settled) {
      return Optional.empty();
    }
    settled = reached;
    List<StoredFile> files =
        done.stream().filter(file -> file.facts().lastOffset() < reached).toList();
    done.removeAll(files);
    return Optional.of(new Wave(files, reached, throughMillis));
  }

  private long beforeOpenFiles() {
    return days.values().stream()
        .flatMapToLong(day -> day.openSince().stream())
        .reduce(position, Math::min);
  }

  /// A file that ends behind the limit is not settled yet, so none of its rows is.
  private long withoutPartsOfFiles(long limit) {
    long before =
        done.stream()
            .map(StoredFile::facts)
            .filter(file -> file.lastOffset() >= limit)
            .mapToLong(FileFacts::firstOffset)
            .reduce(limit, Math::min);
    return before == limit ? limit : withoutPartsOfFiles(before);
  }

  /// Gives up what is not in the bucket.
  void abandon() {
    days.values().forEach(DayFiles::abandon);
  }
}
