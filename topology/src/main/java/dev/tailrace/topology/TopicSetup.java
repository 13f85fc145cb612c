package dev.tailrace.topology;

import static org.apache.kafka.common.config.ConfigResource.Type.TOPIC;

import dev.tailrace.topology.TopicCatalog.Existing;
import dev.tailrace.topology.TopicCatalog.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a [TopicCatalog] against a cluster. Idempotent; instances may do it at the same time.
public final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// Who makes missing topics.
  public enum Mode {
    /// This application does.
    CREATE,
    /// Somebody else did; this application only looks.
    CHECK
  }

  private final Admin admin;
  private final TopicCatalog catalog;

  public TopicSetup(Admin admin, TopicCatalog catalog) {
    this.admin = admin;
    this.catalog = catalog;
  }

  /// Makes or checks the topics and gives their partition counts by name.
  ///
  /// @throws UnfitTopicsException with everything that is wrong, each with its remedy
  public Map<String, Integer> run(Mode mode) throws InterruptedException {
    Map<String, Existing> existing = describe();
    TopicCatalog fitted = catalog.fittedTo(existing);
    if (mode == Mode.CREATE && !fitted.missing(existing).isEmpty()) {
      create(fitted.missing(existing));
      existing = awaitCreated(fitted);
    }
    List<Problem> problems = fitted.problems(existing);
    if (!problems.isEmpty()) {
      throw new UnfitTopicsException(problems);
    }
    Map<String, Integer> partitions = new LinkedHashMap<>();
    existing.forEach((name, topic) -> partitions.put(name, topic.partitions()));
    return partitions;
  }

  /// What a look at the topics found.
  ///
  /// @param problems what makes them unfit; [#run] would refuse them
  /// @param remarks what differs from the catalog and is borne
  public record Findings(List<Problem> problems, List<Problem> remarks) {
    public Findings {
      problems = List.copyOf(problems);
      remarks = List.copyOf(remarks);
    }
  }

  /// Everything that differs from the catalog. Changes nothing.
  public Findings look() throws InterruptedException {
    Map<String, Existing> existing = describe();
    TopicCatalog fitted = catalog.fittedTo(existing);
    return new Findings(fitted.problems(existing), fitted.remarks(existing));
  }

  private void create(List<TopicSpec> missing) throws InterruptedException {
    Map<String, KafkaFuture<Void>> created =
        admin
            .createTopics(
                missing.stream()
                    .map(
                        spec ->
                            new NewTopic(
                                    spec.name(),
                                    Optional.of(spec.partitions()),
                                    Optional.of(catalog.replicationFactor())
                                        .filter(factor -> factor > 0))
                                .configs(spec.config()))
                    .toList())
            .values();
    for (TopicSpec spec : missing) {
      try {
        created.get(spec.name()).get();
        LOG.info("Created topic {} with {} partitions", spec.name(), spec.partitions());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException(
              "cannot create topic "
                  + spec.name()
                  + ": "
                  + e.getCause().getMessage()
                  + ". Where this application may not create topics, set"
                  + " tailrace.topics.mode=check and run: "
                  + spec.createCommand(catalog.replicationFactor()),
              e.getCause());
        }
        // Another instance was faster; its topic is checked like any other.
      }
    }
  }

  /// A topic that was just created is not known to every broker at once.
  private Map<String, Existing> awaitCreated(TopicCatalog fitted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Existing> existing = describe();
    while (!fitted.missing(existing).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE);
      existing = describe();
    }
    return existing;
  }

  private Map<String, Existing> describe() throws InterruptedException {
    List<String> names = catalog.specs().stream().map(TopicSpec::name).toList();
    Map<String, KafkaFuture<TopicDescription>> topics =
        admin.describeTopics(names).topicNameValues();
    Map<String, Existing> existing = new LinkedHashMap<>();
    for (String name : names) {
      Optional<TopicDescription> topic = present(name, topics.get(name));
      Optional<Config> config = config(name);
      if (topic.isPresent() && config.isPresent()) {
        existing.put(name, existing(topic.get(), config.get()));
      }
    }
    return existing;
  }

  private static Existing existing(TopicDescription topic, Config config) {
    Map<String, String> soft = new LinkedHashMap<>();
    TopicCatalog.SOFT_SETTINGS.forEach(key -> soft.put(key, config.get(key).value()));
    return new Existing(
        topic.partitions().size(),
        Long.parseLong(config.get(TopicCatalog.MAX_MESSAGE_BYTES).value()),
        soft);
  }

  private Optional<Config> config(String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(TOPIC, topic);
    return present(topic, admin.describeConfigs(List.of(resource)).values().get(resource));
  }

  private static <T> Optional<T> present(String topic, KafkaFuture<T> answer)
      throws InterruptedException {
    try {
      return Optional.of(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new KafkaException(
          "cannot look at topic " + topic + ": " + e.getCause().getMessage(), e.getCause());
    }
  }
}
