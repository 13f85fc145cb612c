package dev.tailrace.letters;

import dev.tailrace.bucket.BucketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The letters in the bucket, which keeps them for longer than the topic does. Their ids are the
/// positions they had on the topic.
///
/// Keys are `dead-letters/dt=2026-11-20/kafka-00000-00000000000000000007.jsonl`: the day, in UTC,
/// of the letters' time, the name of the Kafka cluster, the partition, and the first offset.
public final class BucketLetters implements LetterSource {
  /// What the sink calls the cluster unless it is told another name.
  public static final String DEFAULT_CLUSTER = "kafka";

  private static final String ROOT = "dead-letters/";
  private static final String DAY = "dt=";

  private final LetterObjects objects;
  private final Pattern keys;
  private List<Named> all; // listed when a letter is first looked for by its id

  /// Connects when it is first read.
  ///
  /// @param cluster whose letters: the name that the sink writes into the keys
  public static BucketLetters open(BucketAddress bucket, String cluster) {
    return new BucketLetters(new S3LetterObjects(bucket), cluster);
  }

  BucketLetters(LetterObjects objects, String cluster) {
    this.objects = objects;
    this.keys =
        Pattern.compile(
            "(" + ROOT + DAY + "[^/]+/)" + Pattern.quote(cluster) + "-(\\d+)-(\\d{20})\\.jsonl");
  }

  /// A file, by its key.
  private record Named(String key, String folder, int partition, long firstOffset) {}

  @Override
  public void forEach(LetterFilter filter, Consumer<Letter> reader) {
    for (LocalDate day : days()) {
      if (mayHold(day, filter)) {
        for (Named file : files(ROOT + DAY + day + "/")) {
          new LetterFile(objects, file.key())
              .forEach(
                  letter -> {
                    if (filter.matches(letter)) {
                      reader.accept(letter);
                    }
                  });
        }
      }
    }
  }

  private List<LocalDate> days() {
    List<LocalDate> days = new ArrayList<>();
    for (String folder : objects.folders(ROOT)) {
      if (folder.startsWith(DAY)) {
        try {
          days.add(LocalDate.parse(folder.substring(DAY.length(), folder.length() - 1)));
        } catch (DateTimeException _) {
          // somebody else's folder
        }
      }
    }
    days.sort(Comparator.naturalOrder());
    return days;
  }

  private static boolean mayHold(LocalDate day, LetterFilter filter) {
    Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return filter.since().map(end::isAfter).orElse(true)
        && filter.until().map(begin::isBefore).orElse(true);
  }

  private List<Named> files(String prefix) {
    List<Named> files = new ArrayList<>();
    for (String key : objects.keys(prefix)) {
      Matcher matcher = keys.matcher(key);
      if (matcher.matches()) {
        files.add(
            new Named(
                key,
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3))));
      }
    }
    files.sort(Comparator.comparingInt(Named::partition).thenComparingLong(Named::firstOffset));
    return files;
  }

  /// Of each day only one file can hold it: the last that begins at its offset or before. Which day
  /// it is of is not known, but mostly it is the one whose file begins last.
  @Override
  public Optional<Letter> find(LetterId id) {
    if (all == null) {
      all = files(ROOT);
    }
    Map<String, Named> candidates = new TreeMap<>();
    for (Named file : all) {
      if (file.partition() == id.partition() && file.firstOffset() <= id.offset()) {
        candidates.put(file.folder(), file);
      }
    }
    return candidates.values().stream()
        .sorted(Comparator.comparingLong(Named::firstOffset).reversed())
        .flatMap(file -> in(file, id).stream())
        .findFirst();
  }

  private Optional<Letter> in(Named file, LetterId id) {
    List<Letter> found = new ArrayList<>();
    new LetterFile(objects, file.key())
        .forEach(
            letter -> {
              if (letter.id().equals(id)) {
                found.add(letter);
              }
            });
    return found.stream().findFirst();
  }

  @Override
  public String name() {
    return "the bucket " + objects.name();
  }

  @Override
  public void close() {
    objects.close();
  }
}
