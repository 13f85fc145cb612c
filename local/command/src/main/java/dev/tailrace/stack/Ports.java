package dev.tailrace.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The loopback ports of a stack; 0 means any free port.
public record Ports(
    int kafka,
    int registry,
    int clickHouse,
    int connect,
    int s3,
    int iceberg,
    int postgres,
    int topology) {
  public static final int DEFAULT_BASE = 29000;
  private static final int COUNT = 8;
  private static final int FIRST_QUIET_PORT = 20_000;
  private static final int FIRST_OUTGOING_PORT = 32_768;
  private static final int ATTEMPTS = 100;

  /// Consecutive ports from `base` on, in the order of this record's components.
  public static Ports from(int base) {
    if (base < 1024 || base > 65535 - COUNT) {
      throw new IllegalArgumentException(
          "port base " + base + " is out of range; choose one from 1024 to " + (65535 - COUNT));
    }
    return new Ports(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6, base + 7);
  }

  /// Any free ports: for a stack that no other program needs to find.
  ///
  /// ClickHouse and Postgres get one below those that the system gives to outgoing connections,
  /// because they must come back on the same port after a crash: a client that keeps trying to
  /// reach a port of that range can end up connected to itself, and then holds it.
  public static Ports anyFree() {
    List<Integer> quiet = quiet(2);
    return quiet.size() == 2
        ? new Ports(0, 0, quiet.getFirst(), 0, 0, 0, quiet.getLast(), 0)
        : new Ports(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /// Free ports below those that the system gives to outgoing connections; fewer when they are
  /// hard to find.
  public static List<Integer> quiet(int count) {
    return ThreadLocalRandom.current()
        .ints(FIRST_QUIET_PORT, FIRST_OUTGOING_PORT)
        .limit(ATTEMPTS)
        .filter(Ports::isFree)
        .distinct()
        .limit(count)
        .boxed()
        .toList();
  }

  /// Refuses ports that another program listens on, all of them in one message.
  ///
  /// @throws StackException when one or more are taken
  void requireFree() {
    List<String> taken = taken();
    if (!taken.isEmpty()) {
      throw new StackException(
          "on 127.0.0.1 another program listens on port "
              + String.join(", ", taken)
              + "; end it, or choose other ports with --port-base N");
    }
  }

  /// Those that another program listens on, each with what it is for.
  public List<String> taken() {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put("Kafka", kafka);
    wanted.put("schema registry", registry);
    wanted.put("ClickHouse", clickHouse);
    wanted.put("Kafka Connect", connect);
    wanted.put("S3", s3);
    wanted.put("Iceberg catalog", iceberg);
    wanted.put("Postgres", postgres);
    wanted.put("health and metrics of the topology", topology);
    List<String> taken = new ArrayList<>();
    wanted.forEach(
        (name, port) -> {
          if (port != 0 && !isFree(port)) {
            taken.add(port + " (for " + name + ")");
          }
        });
    return taken;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
