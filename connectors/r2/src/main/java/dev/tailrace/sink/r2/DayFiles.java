package dev.tailrace.sink.r2;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.sink.r2.FileFormat.Contents;
import dev.tailrace.sink.r2.FileFormat.Ended;
import dev.tailrace.sink.r2.FileFormat.OpenFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.connect.sink.SinkRecord;

/// The chain of files of one partition and day.
///
/// Laws: each row of the day is in exactly one file of the chain. A file begins at the first row
/// that no file before it holds; so two writers that know the same chain want to create the same
/// key, and the bucket lets one of them. The loser takes the winner's file as it is, or, when that
/// ends elsewhere than its own, reads the chain anew.
///
/// Not thread-safe.
final class DayFiles<E> {
  private final FilePlace place;
  private final FileFormat<E> format;
  private final Bucket bucket;
  private final Patience patience;
  private final Consumer<StoredFile> done;
  private final FileMeter meter;

  /// Files that were there when this task looked, by first offset.
  private final NavigableMap<Long, Bucket.Listed> stored = new TreeMap<>();

  private OpenFile<E> open;
  private FileFacts openFacts;
  private long openRows;
  private FileFacts taken;

  /// Reads the chain as it is now.
  ///
  /// @param done is told of each file that holds rows taken here
  DayFiles(
      FilePlace place,
      FileFormat<E> format,
      Bucket bucket,
      Patience patience,
      Consumer<StoredFile> done,
      FileMeter meter)
      throws InterruptedException {
    this.place = place;
    this.format = format;
    this.bucket = bucket;
    this.patience = patience;
    this.done = done;
    this.meter = meter;
    List<Bucket.Listed> listed =
        patience.ask(
            "listing " + bucket.location(place.keyPrefix()), () -> bucket.list(place.keyPrefix()));
    listed.forEach(
        file ->
            place
                .firstOffset(file.key(), format.extension())
                .ifPresent(first -> stored.put(first, file)));
    DeliveryStep.CHAIN_READ.reached(place.directory());
  }

  /// Takes the next row, in the order of offsets.
  ///
  /// @param row names it, see [FileFacts#firstRow]
  void take(SinkRecord from, E entry, String row) throws IOException, InterruptedException {
    long offset = from.kafkaOffset();
    if (isTaken(offset)) {
      return;
    }
    Map.Entry<Long, Bucket.Listed> before = stored.floorEntry(offset);
    if (before != null && isNews(before.getKey())) {
      end();
      adopt(before.getValue(), offset, row);
      if (isTaken(offset)) {
        return;
      }
    }
    if (open != null && !open.fits(entry)) {
      end();
    }
    if (open == null) {
      open = format.open(place.key(offset, format.extension()), entry);
      openFacts = new FileFacts(offset, offset, row);
      openRows = 0;
    }
    open.add(from, entry);
    openRows++;
    openFacts = new FileFacts(openFacts.firstOffset(), offset, openFacts.firstRow());
    if (open.isFull()) {
      end();
    }
  }

  private boolean isTaken(long offset) {
    return taken != null && offset <= taken.lastOffset();
  }

  /// Whether a stored file begins behind all that is known to be stored or is being written.
  private boolean isNews(long firstOffset) {
    return (taken == null || firstOffset > taken.firstOffset())
        && (open == null || firstOffset > openFacts.firstOffset());
  }

  private void adopt(Bucket.Listed file, long offset, String row) throws InterruptedException {
    Contents contents = inspect(file.key(), file.bytes());
    FileFacts facts = contents.facts();
    if (facts.firstOffset() == offset && !facts.firstRow().equals(row)) {
      throw new StoreException(
          "%s begins with row %s of offset %d, and in the log this offset is row %s: the bucket holds files of another Kafka cluster or of a topic that was deleted. Give this one its own %s or %s"
              .formatted(
                  bucket.location(file.key()),
                  facts.firstRow(),
                  offset,
                  row,
                  R2SinkKeys.SOURCE,
                  R2SinkKeys.PREFIX));
    }
    meter.existed();
    settle(file.key(), file.bytes(), contents);
  }

  private Contents inspect(String key, long bytes) throws InterruptedException {
    return patience.ask("reading " + bucket.location(key), () -> format.inspect(key, bytes));
  }

  private void settle(String key, long bytes, Contents contents) {
    taken = contents.facts();
    done.accept(
        new StoredFile(
            bucket.location(key), bytes, place.day(), contents.facts(), contents.footer()));
  }

  /// Ends the open file, if there is one: it is in the bucket when this returns.
  ///
  /// @throws ChainException when another file is there in its place
  void end() throws IOException, InterruptedException {
    if (open == null) {
      return;
    }
    String key = place.key(openFacts.firstOffset(), format.extension());
    DeliveryStep.FILE_ENDING.reached(place.directory());
    long began = System.nanoTime();
    Ended ended = open.end(openFacts);
    open = null;
    DeliveryStep.FILE_STORED.reached(place.directory());
    switch (ended.put()) {
      case STORED -> {
        meter.stored(openRows, Duration.ofNanos(System.nanoTime() - began));
        settle(key, ended.bytes(), new Contents(openFacts, ended.footer()));
      }
      case EXISTS -> settleExisting(key);
    }
  }

  /// Our own earlier try whose answer was lost, a rival with the same rows, or one with others.
  private void settleExisting(String key) throws InterruptedException {
    OptionalLong bytes = patience.ask("looking at " + bucket.location(key), () -> bucket.size(key));
    if (bytes.isEmpty()) {
      throw new ChainException(bucket.location(key) + " came and went");
    }
    Contents contents = inspect(key, bytes.getAsLong());
    if (!contents.facts().equals(openFacts)) {
      throw new ChainException(
          bucket.location(key) + " holds " + contents.facts() + ", not " + openFacts);
    }
    meter.existed();
    settle(key, bytes.getAsLong(), contents);
  }

  /// First offset of the open file.
  OptionalLong openSince() {
    return open == null ? OptionalLong.empty() : OptionalLong.of(openFacts.firstOffset());
  }

  /// Gives the open file up.
  void abandon() {
    if (open != null) {
      open.abandon();
      open = null;
    }
  }
}
