package dev.tailrace.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/// The properties of a single node that is broker and controller at once.
final class BrokerProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerProperties() {}

  static Properties of(
      Path dataDirectory, int port, int controllerPort, Map<String, String> overrides) {
    Properties properties = new Properties();
    listeners(properties, port, controllerPort);
    singleNode(properties);
    properties.put("log.dirs", dataDirectory.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("num.partitions", "6");
    // A topic takes what the broker takes unless it says less itself.
    properties.put("message.max.bytes", Integer.toString(KafkaBroker.MAX_MESSAGE_BYTES));
    properties.put("replica.fetch.max.bytes", Integer.toString(KafkaBroker.MAX_MESSAGE_BYTES));
    // After a kill -9 the controller lets the broker register again only when the session of its
    // former life has ended. The default of 9 s is most of such a restart.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("server.max.startup.time.ms", "120000");
    // The first member of a consumer group need not wait for others on one machine.
    properties.put("group.initial.rebalance.delay.ms", "0");
    // One machine, often in one JVM with everything else: threads and buffers for that.
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    properties.putAll(overrides);
    return properties;
  }

  /// Of a controller without a broker, which gives a broker of the former life a moment to show
  /// itself. Its log is that of the broker.
  static Properties ofControllerAlone(Path dataDirectory, int controllerPort, Duration session) {
    Properties properties = new Properties();
    properties.put("process.roles", "controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("log.dirs", dataDirectory.toString());
    properties.put("listeners", CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
    properties.put("listener.security.protocol.map", CONTROLLER_LISTENER + ":PLAINTEXT");
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    properties.put("broker.heartbeat.interval.ms", "50");
    properties.put("broker.session.timeout.ms", Long.toString(session.toMillis()));
    return properties;
  }

  private static void listeners(Properties properties, int port, int controllerPort) {
    String client = "PLAINTEXT://127.0.0.1:" + port;
    properties.put(
        "listeners", client + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", client);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    // A static quorum: its voters are not written to the log, so that the controller may have
    // another port at each start.
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
  }

  private static void singleNode(Properties properties) {
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "3");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "3");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
  }
}
