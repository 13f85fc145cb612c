package dev.tailrace.lake;

import dev.tailrace.sink.r2.LakeTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/// The lifecycle rules that a bucket should have of us. Every rule of ours has an id that names
/// what it does and the prefix; rules with any other id belong to others and stay.
final class LifecyclePlan {
  private static final int UPLOAD_DAYS = 1;
  private static final String ABORT = "abort-uploads";
  private static final String LETTERS = "dead-letters";

  private final String prefix;
  private final Map<String, LifecycleRule> wanted = new LinkedHashMap<>();
  private final Set<String> own = new HashSet<>();

  /// What lies in a bucket.
  enum Content {
    ROWS,
    LETTERS
  }

  /// @param prefix of all keys: empty, or ends with a slash
  LifecyclePlan(String prefix, Set<Content> contents, Retention retention) {
    this.prefix = prefix;
    String abort = id(ABORT);
    own.add(abort);
    wanted.put(
        abort,
        LifecycleRule.builder()
            .id(abort)
            .status(ExpirationStatus.ENABLED)
            .filter(filter -> filter.prefix(prefix))
            .abortIncompleteMultipartUpload(after -> after.daysAfterInitiation(UPLOAD_DAYS))
            .build());
    int eventsDays = contents.contains(Content.ROWS) ? retention.eventsDays() : 0;
    LakeTables.names().forEach(directory -> expire(directory, eventsDays));
    expire(LETTERS, contents.contains(Content.LETTERS) ? retention.lettersDays() : 0);
  }

  private String id(String what) {
    return "tailrace-" + what.replace('_', '-') + (prefix.isEmpty() ? "" : ":" + prefix);
  }

  private void expire(String directory, int days) {
    String id = id("expire-" + directory);
    own.add(id);
    if (days > 0) {
      wanted.put(
          id,
          LifecycleRule.builder()
              .id(id)
              .status(ExpirationStatus.ENABLED)
              .filter(filter -> filter.prefix(prefix + directory + "/"))
              .expiration(after -> after.days(days))
              .build());
    }
  }

  /// A rule that is not as it should be.
  ///
  /// @param expected in words; `nothing` for one that should not be there
  record Difference(String id, String expected, String found) {}

  List<Difference> differences(List<LifecycleRule> current) {
    Map<String, LifecycleRule> found =
        current.stream()
            .filter(rule -> own.contains(rule.id()))
            .collect(Collectors.toMap(LifecycleRule::id, rule -> rule, (first, _) -> first));
    return Stream.concat(wanted.keySet().stream(), found.keySet().stream().sorted())
        .distinct()
        .map(id -> new Difference(id, words(wanted.get(id)), words(found.get(id))))
        .filter(difference -> !difference.expected().equals(difference.found()))
        .toList();
  }

  /// The rules of others as they are, and ours as they should be.
  List<LifecycleRule> merged(List<LifecycleRule> current) {
    List<LifecycleRule> merged = new ArrayList<>();
    current.stream()
        .filter(rule -> !own.contains(rule.id()))
        .map(LifecyclePlan::withFilter)
        .forEach(merged::add);
    merged.addAll(wanted.values());
    return merged;
  }

  /// Rules of others that delete files of tables, which then cannot be read any more.
  List<Difference> deletingRows(List<LifecycleRule> current) {
    return current.stream()
        .filter(rule -> !own.contains(rule.id()))
        .filter(rule -> rule.status() == ExpirationStatus.ENABLED && rule.expiration() != null)
        .filter(rule -> LakeTables.names().stream().anyMatch(name -> reaches(rule, name)))
        .map(rule -> new Difference(rule.id(), "nothing", words(rule)))
        .toList();
  }

  private boolean reaches(LifecycleRule rule, String directory) {
    String files = prefix + directory + "/";
    return files.startsWith(prefix(rule)) || prefix(rule).startsWith(files);
  }

  /// Our rules in words, by id.
  List<String> words() {
    return wanted.values().stream().map(LifecyclePlan::words).toList();
  }

  private static String words(LifecycleRule rule) {
    if (rule == null) {
      return "nothing";
    }
    List<String> actions = new ArrayList<>();
    if (rule.abortIncompleteMultipartUpload() != null) {
      actions.add(
          "abort incomplete uploads after "
              + days(rule.abortIncompleteMultipartUpload().daysAfterInitiation()));
    }
    if (rule.expiration() != null) {
      actions.add(
          "expire objects "
              + Optional.ofNullable(rule.expiration().days())
                  .map(number -> "after " + days(number))
                  .orElseGet(() -> "by " + rule.expiration()));
    }
    if (rule.hasTransitions()
        || rule.hasNoncurrentVersionTransitions()
        || rule.noncurrentVersionExpiration() != null) {
      actions.add("more");
    }
    boolean narrowed =
        !withFilter(rule)
            .equals(withFilter(rule).toBuilder().filter(f -> f.prefix(prefix(rule))).build());
    return String.join(", ", actions)
        + (prefix(rule).isEmpty() ? " in the whole bucket" : " under " + prefix(rule))
        + (narrowed ? " if they match " + rule.filter() : "")
        + (rule.status() == ExpirationStatus.ENABLED ? "" : " (disabled)");
  }

  private static String days(int number) {
    return number == 1 ? "1 day" : number + " days";
  }

  private static String prefix(LifecycleRule rule) {
    var filter = withFilter(rule).filter();
    if (filter == null) {
      return "";
    }
    String within = filter.and() == null ? filter.prefix() : filter.and().prefix();
    return within == null ? "" : within;
  }

  /// Older rules name their prefix beside the filter. S3 refuses a configuration that has both
  /// kinds, so they are written in the newer way, which means the same.
  @SuppressWarnings("deprecation")
  private static LifecycleRule withFilter(LifecycleRule rule) {
    return rule.filter() != null || rule.prefix() == null
        ? rule
        : rule.toBuilder().prefix(null).filter(filter -> filter.prefix(rule.prefix())).build();
  }
}
