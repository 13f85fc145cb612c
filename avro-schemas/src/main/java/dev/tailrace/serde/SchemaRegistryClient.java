package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tailrace.serde.RegistryTransport.Answer;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/// Client of a Confluent-compatible schema registry, for Avro.
///
/// Every method may throw [RegistryUnavailableException] (nobody answered: try again later),
/// [RegistryRefusedException] (the setup is wrong: an operator must act) and Kafka's
/// InterruptException. Ids and schemas are kept for ever, because a registry never gives an id
/// another meaning; the newest version of a subject is asked for anew each time.
///
/// Thread-safe; one client may serve any number of serdes.
public final class SchemaRegistryClient implements AutoCloseable {
  /// After an id that the registry does not know, the next unseen id waits this long: garbage
  /// costs the registry at most 200 requests a second from one client.
  private static final Duration PAUSE_AFTER_MISS = Duration.ofMillis(5);

  private final RegistryTransport transport;
  private final RegistryTransport.Pause pause;
  private final InstantSource clock;
  private final Map<Integer, Schema> schemaById = new ConcurrentHashMap<>();
  private final Map<SubjectSchema, Integer> idBySchema = new ConcurrentHashMap<>();
  private final Object lookups = new Object();
  private final MissingIds missing;
  private Instant nextLookup = Instant.EPOCH;

  private record SubjectSchema(String subject, Schema schema) {}

  SchemaRegistryClient(
      RegistrySettings settings, InstantSource clock, RegistryTransport.Pause pause) {
    this.transport = new RegistryTransport(settings, pause);
    this.pause = pause;
    this.clock = clock;
    this.missing = new MissingIds(settings.missingIdTtl(), clock);
  }

  /// A client for the registry that the configuration names; nothing is asked yet.
  ///
  /// @param config with the keys of docs/schemas.md; other keys are ignored
  /// @throws org.apache.kafka.common.config.ConfigException that lists every problem
  public static SchemaRegistryClient of(Map<String, ?> config) {
    return new SchemaRegistryClient(
        RegistrySettings.parse(config), InstantSource.system(), Thread::sleep);
  }

  /// The schema an id stands for.
  ///
  /// @throws SchemaNotFoundException when the registry does not know the id; for a short while
  ///     the same id is then refused without asking again
  /// @throws SerializationException when the schema is not Avro
  public Schema schema(int id) {
    Schema known = schemaById.get(id);
    return known != null ? known : fetch(id);
  }

  /// Registers a schema as the next version of a subject; one that is there already is found.
  ///
  /// @return its id
  public int register(String subject, Schema schema) {
    Integer known = idBySchema.get(new SubjectSchema(subject, schema));
    if (known != null) {
      return known;
    }
    Answer answer = transport.post("/subjects/" + escape(subject) + "/versions", body(schema));
    if (!answer.isSuccess()) {
      throw refused("does not register " + schema.getFullName() + " as " + subject, answer);
    }
    return keep(subject, schema, answer);
  }

  /// The id of a schema that is a version of the subject.
  public int id(String subject, Schema schema) {
    Integer known = idBySchema.get(new SubjectSchema(subject, schema));
    if (known != null) {
      return known;
    }
    Answer answer = transport.post("/subjects/" + escape(subject), body(schema));
    if (answer.errorCode() == 40401 || answer.errorCode() == 40403) {
      throw new RegistryRefusedException(
          "the schema of "
              + schema.getFullName()
              + " is no version of subject "
              + subject
              + " in the schema registry at "
              + answer.url()
              + "; register it, or set auto.register.schemas=true");
    }
    if (!answer.isSuccess()) {
      throw refused("does not look up " + schema.getFullName() + " in " + subject, answer);
    }
    return keep(subject, schema, answer);
  }

  /// The newest version of a subject.
  public RegisteredSchema latest(String subject) {
    Answer answer = transport.get("/subjects/" + escape(subject) + "/versions/latest");
    if (answer.errorCode() == 40401) {
      throw new RegistryRefusedException(
          "subject "
              + subject
              + " has no version in the schema registry at "
              + answer.url()
              + "; register its schema, or set use.latest.version=false");
    }
    if (!answer.isSuccess()) {
      throw refused("does not give the newest version of " + subject, answer);
    }
    int id = number(answer, "id");
    Schema schema = schemaById.computeIfAbsent(id, _ -> parse(id, answer));
    return new RegisteredSchema(subject, number(answer, "version"), id, schema);
  }

  /// Lets go of the connections. Calls under way fail.
  @Override
  public void close() {
    transport.close();
  }

  /// One lookup at a time: threads that meet a new schema at once cost one request.
  private Schema fetch(int id) {
    if (id <= 0) {
      throw new SchemaNotFoundException(id, "schema id " + id + " cannot be: ids start at 1");
    }
    synchronized (lookups) {
      Schema known = schemaById.get(id);
      if (known != null) {
        return known;
      }
      if (missing.contains(id)) {
        throw notFound(id);
      }
      holdAfterMiss();
      Answer answer = transport.get("/schemas/ids/" + id);
      if (answer.errorCode() == 40403) {
        missing.add(id);
        nextLookup = clock.instant().plus(PAUSE_AFTER_MISS);
        throw notFound(id);
      }
      if (!answer.isSuccess()) {
        throw refused("does not give schema id " + id, answer);
      }
      Schema schema = parse(id, answer);
      schemaById.put(id, schema);
      return schema;
    }
  }

  private void holdAfterMiss() {
    Duration left = Duration.between(clock.instant(), nextLookup);
    if (left.isPositive()) {
      try {
        pause.hold(left);
      } catch (InterruptedException e) {
        throw new org.apache.kafka.common.errors.InterruptException(e);
      }
    }
  }

  private SchemaNotFoundException notFound(int id) {
    return new SchemaNotFoundException(
        id, "schema id " + id + " is unknown to the schema registry at " + transport.urls());
  }

  private int keep(String subject, Schema schema, Answer answer) {
    int id = number(answer, "id");
    idBySchema.put(new SubjectSchema(subject, schema), id);
    return id;
  }

  private static Schema parse(int id, Answer answer) {
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new SerializationException("schema id " + id + " is " + type + ", not Avro");
    }
    if (!answer.body().path("references").isEmpty()) {
      throw new SerializationException(
          "schema id "
              + id
              + " refers to other subjects, which is not supported;"
              + " register it with the referenced schemas inline");
    }
    try {
      return new Schema.Parser().parse(answer.body().path("schema").asText());
    } catch (AvroRuntimeException | NullPointerException e) { // the latter for an unknown type
      throw new SerializationException("schema id " + id + " is no valid Avro schema", e);
    }
  }

  private static int number(Answer answer, String field) {
    JsonNode value = answer.body().path(field);
    if (!value.isInt()) {
      throw new RegistryRefusedException(
          "the answer of " + answer.url() + " has no " + field + "; is it a schema registry?");
    }
    return value.intValue();
  }

  private static RegistryRefusedException refused(String what, Answer answer) {
    String remedy =
        switch (answer.status()) {
          case 401 -> "check the credentials (basic.auth.user.info or bearer.auth.token)";
          case 403 -> "give these credentials the right to it";
          case 409 -> "make the change compatible, or change the subject's compatibility level";
          case 422 -> "the registry finds the request invalid";
          default -> "is this the URL of a schema registry?";
        };
    return new RegistryRefusedException(
        "the schema registry at "
            + answer.url()
            + " "
            + what
            + ": HTTP "
            + answer.status()
            + ", "
            + answer.message()
            + "; "
            + remedy);
  }

  private static JsonNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  /// The form encoder writes a blank as a plus, which in a path is a plus.
  private static String escape(String subject) {
    return URLEncoder.encode(subject, UTF_8).replace("+", "%20");
  }
}
