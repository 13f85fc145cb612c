package dev.tailrace.letters;

import dev.tailrace.produce.KafkaClients;
import dev.tailrace.produce.KafkaProblems;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.Topics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// Publishes letters again: original key and bytes, once. One run, one thread.
///
/// Laws: a letter is published and remembered, or neither; without [Again#YES] no letter is
/// published that any replay on this cluster published before, whatever was killed meanwhile and
/// however many replays run at once; nor is one published twice in a run.
public final class Replay {
  private static final int MOST_LETTERS = 500;
  private static final long MOST_BYTES = 16 * 1024 * 1024;

  private final PublishTarget target;
  private final ReplayRules rules;
  private final ReplayMemory memory;
  private final KafkaClients clients;

  public Replay(PublishTarget target, ReplayRules rules, InstantSource clock) {
    this.target = target;
    this.rules = rules;
    this.memory = new ReplayMemory(target, clock);
    this.clients = new KafkaClients(target);
  }

  /// Whether letters that were published before are published once more.
  public enum Again {
    NO,
    YES
  }

  /// Whether anything is published at all.
  public enum Mode {
    PUBLISH,
    DRY_RUN
  }

  /// Gives the letters that were chosen, one by one.
  @FunctionalInterface
  public interface Selection {
    void forEach(Consumer<Letter> reader);
  }

  /// Watches a run and may end it.
  ///
  /// @param progress is told how it stands after each transaction
  /// @param stop asked between letters
  public record Watch(Consumer<ReplayResult> progress, BooleanSupplier stop) {}

  /// Publishes what was chosen.
  ///
  /// @throws LettersException when another replay took over; what this one published is remembered
  /// @throws dev.tailrace.produce.PublishException when Kafka fails; likewise
  public ReplayResult run(Selection letters, Mode mode, Again again, Watch watch) {
    return switch (mode) {
      case PUBLISH -> publish(letters, again, watch);
      case DRY_RUN -> rehearse(letters, again, watch);
    };
  }

  private ReplayResult publish(Selection letters, Again again, Watch watch) {
    try (Admin admin = clients.admin()) {
      Topics topics = new Topics(admin, target);
      topics.require(rules.mainTopic());
      topics.createCompacted(ReplayMemory.TOPIC);
      topics.require(ReplayMemory.TOPIC);
      // Opened before the memory is read: from then on no other replay can add to it.
      try (ReplayTransactions transactions = new ReplayTransactions(clients, memory)) {
        Run run = new Run(left(admin, again), transactions::publish, watch);
        run.all(letters);
        return run.result();
      }
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  private ReplayResult rehearse(Selection letters, Again again, Watch watch) {
    try (Admin admin = clients.admin()) {
      Topics topics = new Topics(admin, target);
      topics.require(rules.mainTopic());
      boolean remembered = topics.exists(ReplayMemory.TOPIC);
      Run run = new Run(remembered ? left(admin, again) : new HashSet<>(), _ -> {}, watch);
      run.all(letters);
      return run.result();
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  private Set<String> left(Admin admin, Again again) {
    return switch (again) {
      case NO -> memory.read(admin);
      case YES -> new HashSet<>();
    };
  }

  /// A letter and where it goes.
  record Addressed(String key, Letter letter, String topic) {}

  private record Kind(String reason, String why) {}

  /// Chooses among the letters and hands them on in groups.
  private final class Run {
    private final Set<String> done;
    private final Consumer<List<Addressed>> publish;
    private final Watch watch;
    private final List<Addressed> group = new ArrayList<>();
    private final Map<Kind, ReplayResult.Refused> refused = new LinkedHashMap<>();
    private long groupBytes;
    private long replayed;
    private long leftOut;

    Run(Set<String> done, Consumer<List<Addressed>> publish, Watch watch) {
      this.done = done;
      this.publish = publish;
      this.watch = watch;
    }

    void all(Selection letters) {
      letters.forEach(this::take);
      hand();
    }

    private void take(Letter letter) {
      if (watch.stop().getAsBoolean()) {
        return;
      }
      switch (rules.decide(letter)) {
        case ReplayRules.Refuse(String why) -> refuse(letter, why);
        case ReplayRules.Publish(String topic) -> {
          String key = ReplayMemory.key(letter);
          if (done.add(key)) {
            add(new Addressed(key, letter, topic));
          } else {
            leftOut++;
          }
        }
      }
    }

    private void refuse(Letter letter, String why) {
      String reason = letter.origin().reason();
      refused.merge(
          new Kind(reason, why),
          new ReplayResult.Refused(reason, why, 1, letter.id().toString()),
          ReplayResult.Refused::plus);
    }

    private void add(Addressed letter) {
      int bytes = Math.max(0, letter.letter().body().size());
      if (group.size() == MOST_LETTERS || groupBytes + bytes > MOST_BYTES) {
        hand();
      }
      group.add(letter);
      groupBytes += bytes;
    }

    private void hand() {
      if (!group.isEmpty()) {
        publish.accept(List.copyOf(group));
        replayed += group.size();
        group.clear();
        groupBytes = 0;
        watch.progress().accept(result());
      }
    }

    ReplayResult result() {
      return new ReplayResult(replayed, leftOut, List.copyOf(refused.values()));
    }
  }
}
