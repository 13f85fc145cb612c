package dev.tailrace.app;

import dev.tailrace.Golden;
import org.junit.jupiter.api.Test;

/// The page about the configuration is made from the settings themselves.
class ConfigurationPageTest {
  @Test
  void page_isThatOfTheSettings() {
    Golden.check("docs/configuration.md", page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            One set of keys, all under `tailrace.`. A later source wins: the defaults below, a properties
            file, the environment, options. A variable of the environment is the key in capitals with
            underscores: `TAILRACE_TOPICS_RAW` is `tailrace.topics.raw`.

            Everything is checked before the first record is read, and all problems are reported at once. An
            unknown key under `tailrace.` is refused with the nearest right one (an unknown variable of the
            environment only gets a warning, because others put variables there too). The values in force are
            printed at start, secrets as `***`.

            Durations are written `250ms`, `10s`, `5m`, `24h`, `7d`; sizes `1000000`, `16MB`, `512KiB`.

            | key | default | decides |
            |---|---|---|
            """);
    for (Setting<?> setting : Settings.ALL) {
      page.append(
          "| `%s` | `%s` | %s |%n"
              .formatted(setting.key(), setting.fallback(), setting.description()));
    }
    page.append(
        """

        ## Handed on to libraries

        These sections take any key of the library they belong to; the part after the prefix is handed on.

        | section | holds |
        |---|---|
        """);
    for (Section section : Section.ALL) {
      page.append("| `%s*` | %s |%n".formatted(section.prefix(), section.description()));
    }
    page.append(
        """

        Not open to change, because correctness depends on it: `processing.guarantee` (`exactly_once_v2`),
        `application.id` and `group.instance.id` (from `tailrace.application.id` and `tailrace.instance`), the
        transactional ids, and the handler of failed output. Defaults of ours that differ from Kafka's:
        `commit.interval.ms` 100, `session.timeout.ms` 6000, `group.protocol` classic, `max.task.idle.ms` -1 (a task reads one partition
        and has no other to wait for), one stream thread per processor, and clients tuned for throughput (`batch.size` 1 MiB within
        `buffer.memory` 96 MiB, `linger.ms` 100, lz4, one request in flight per connection, `max.poll.records` 5000, `fetch.min.bytes`
        64 KiB with `fetch.max.wait.ms` 50). A stream thread's batches take up to 1 MiB for each partition that it writes to, changelogs
        included; where those are more than about 90, batches are sent before they are full, and
        `tailrace.kafka.producer.buffer.memory` may be raised, with the heap.

        ## Secrets in files

        A value may name a file that holds it, or a part of it; only the place is ever printed.

        | written | stands for |
        |---|---|
        | `${dir:/run/secrets:kafka-password}` | the whole file `/run/secrets/kafka-password`, without a line feed at its end |
        | `${file:/run/secrets/kafka.properties:password}` | the key `password` of that properties file |

        They are read once, at start. Connect resolves the same references in a connector's configuration
        when its worker is told to: [security.md](security.md).

        ## Health, metrics and the log

        At `tailrace.http.port` the process answers GET, from before it joins its group until after it has left it:

        | path | says |
        |---|---|
        | `/health/live` | 200 while every stream thread asks for records within `tailrace.health.poll-limit`; 503 with a sentence when one hangs, and when the topology has stopped by itself |
        | `/health/ready` | 200 while it runs and its state is restored, else 503; a JSON object with `ready`, `state` and `reason` |
        | `/metrics` | [the metrics](metrics.md), for Prometheus |

        There is neither TLS nor a password on this port. With `tailrace.log.format=json` each line of standard output is a JSON object with
        `timestamp` (Unix epoch milliseconds), `level`, `threadName`, `loggerName`, `formattedMessage` and, after a failure, `throwable`; problems of the
        configuration itself are still told as text. A Logback file of your own (`-Dlogback.configurationFile=…`) takes precedence.

        ## A whole file

        ```properties
        tailrace.kafka.bootstrap.servers=broker-1:9092,broker-2:9092
        tailrace.kafka.security.protocol=SASL_SSL
        tailrace.kafka.sasl.mechanism=PLAIN
        tailrace.kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="tailrace" password="${dir:/run/secrets:kafka-password}";
        tailrace.serde.schema.registry.url=https://registry:8081
        tailrace.serde.basic.auth.credentials.source=USER_INFO
        tailrace.serde.basic.auth.user.info=${dir:/run/secrets:registry-user-info}
        tailrace.topics.partitions=24
        tailrace.topics.replication-factor=3
        ```

        ## When it does not start

        | message | what to do |
        |---|---|
        | the configuration has problems | each line names the key, its value, where it came from and what is expected |
        | the cluster's transaction.version is … | upgrade the feature with the command in the message; below 2 exactly-once cannot be kept |
        | the topics are not as they must be | run the commands in the message, or let the application create topics (`tailrace.topics.mode=create`) |

        ## When it stops by itself

        | message | what to do |
        |---|---|
        | too much of … cannot be read | the dead letters passed their budget: look at them, mend the producer or the parser, or raise the `tailrace.dead-letter` limits. Nothing of the running transaction was committed |
        | a record is too large for its topic | raise `max.message.bytes` of the topic and `tailrace.kafka.producer.max.request.size` |
        | the system's clock was set back by … | start again: the new process goes on where this one was. Kafka Streams would have committed nothing until the clock had caught up |
        | the broker refuses the time of a record | this machine's clock is more than an hour ahead: set it right |
        | another process runs under the same tailrace.instance | give each instance its own name |
        """);
    return page.toString();
  }
}
