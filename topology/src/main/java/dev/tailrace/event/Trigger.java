package dev.tailrace.event;

/// What caused an invocation. The runtime writes no discriminator: the keys decide. Texts are null
/// where the event has none, or an empty one.
public sealed interface Trigger {

  /// The part of `event_name` between the script and the outcome.
  String kind();

  /// An HTTP request.
  ///
  /// @param status of the response; null when there was none, or it was 0
  /// @param cfRay header `cf-ray`
  /// @param userAgent header `user-agent`
  /// @param ip header `cf-connecting-ip`
  /// @param colo of `request.cf`
  /// @param country of `request.cf`
  record Fetch(
      String url,
      String method,
      Integer status,
      String cfRay,
      String userAgent,
      String ip,
      String colo,
      String country)
      implements Trigger {
    @Override
    public String kind() {
      return "fetch";
    }
  }

  /// A call over RPC. A session that was opened and ended without a call has no method.
  record Rpc(String method) implements Trigger {
    @Override
    public String kind() {
      return method == null ? "rpc" : "rpc." + method;
    }
  }

  /// An incoming e-mail.
  record Email(String recipient) implements Trigger {
    @Override
    public String kind() {
      return "email";
    }
  }

  /// A cron trigger.
  ///
  /// @param scheduledTime Unix epoch milliseconds, or null
  record Scheduled(String cron, Long scheduledTime) implements Trigger {
    @Override
    public String kind() {
      return "scheduled";
    }
  }

  /// The alarm of a Durable Object.
  ///
  /// @param scheduledTime Unix epoch milliseconds, or null
  record Alarm(Long scheduledTime) implements Trigger {
    @Override
    public String kind() {
      return "alarm";
    }
  }

  /// A batch of a queue.
  record Queue(String name, Integer batchSize) implements Trigger {
    @Override
    public String kind() {
      return name == null ? "queue" : "queue." + name;
    }
  }

  /// A message, close or error of a hibernatable WebSocket.
  record WebSocket(String type) implements Trigger {
    @Override
    public String kind() {
      return type == null ? "websocket" : "websocket." + type;
    }
  }

  /// The tail events of other Workers: a tail Worker that is itself tailed.
  record Tail() implements Trigger {
    @Override
    public String kind() {
      return "tail";
    }
  }

  /// Any other trigger, such as an inbound TCP connection.
  record Custom() implements Trigger {
    @Override
    public String kind() {
      return "custom";
    }
  }

  /// The event does not say.
  record Unknown() implements Trigger {
    @Override
    public String kind() {
      return "unknown";
    }
  }
}
