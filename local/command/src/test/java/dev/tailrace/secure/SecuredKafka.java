package dev.tailrace.secure;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.topology.TopicCatalog;
import dev.tailrace.topology.TopicCatalog.Retention;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.topology.TopicSetup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A real broker that takes TLS and SASL alone and allows nothing that no ACL allows, with
/// Tailrace's topics. Its superuser comes in by PLAIN, all others by SCRAM.
final class SecuredKafka implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final String ADMIN_PASSWORD = "admin-secret";
  private static final int ITERATIONS = 4_096;

  private final KafkaBroker broker;
  private final Certificates certificates;
  private final Admin admin;

  private SecuredKafka(KafkaBroker broker, Certificates certificates) {
    this.broker = broker;
    this.certificates = certificates;
    this.admin = Admin.create(new HashMap<>(ofAdmin()));
  }

  static SecuredKafka start(Path directory, Certificates certificates) throws Exception {
    String plain =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
            .formatted(ADMIN, ADMIN_PASSWORD);
    Map<String, String> overrides = new HashMap<>();
    // The listener keeps its name and gets another protocol.
    overrides.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
    overrides.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    overrides.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    overrides.put("listener.name.plaintext.plain.sasl.jaas.config", plain);
    overrides.put(
        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    overrides.put("ssl.keystore.location", certificates.store().toString());
    overrides.put("ssl.keystore.password", Certificates.PASSWORD);
    overrides.put("ssl.keystore.type", "PKCS12");
    overrides.put("ssl.truststore.location", certificates.certificate().toString());
    overrides.put("ssl.truststore.type", "PEM");
    overrides.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The broker speaks to its own controller without a name.
    overrides.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    SecuredKafka kafka = new SecuredKafka(KafkaBroker.start(directory, 0, overrides), certificates);
    new TopicSetup(
            kafka.admin, TopicCatalog.of(TopicNames.DEFAULT, 1, 1, (short) -1, Retention.DEFAULT))
        .run(TopicSetup.Mode.CREATE);
    return kafka;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  Admin admin() {
    return admin;
  }

  void addUser(String name, String password) throws Exception {
    List<UserScramCredentialAlteration> users = new ArrayList<>();
    users.add(
        new UserScramCredentialUpsertion(
            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password));
    admin.alterUserScramCredentials(users).all().get();
  }

  void allow(List<AclBinding> rights) throws Exception {
    admin.createAcls(rights).all().get();
  }

  void take(AclBinding right) throws Exception {
    admin.deleteAcls(List.of(right.toFilter())).all().get();
  }

  /// Publishes raw records as the superuser, one after the other.
  void publish(byte[]... values) throws Exception {
    Map<String, Object> properties = new HashMap<>(ofAdmin());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>("tail.raw", value)).get(30, TimeUnit.SECONDS);
      }
    }
  }

  /// What docs/security.md tells a user to configure.
  ///
  /// @param password itself, or a reference to where it stands
  Map<String, String> clientProperties(String user, String password) {
    return login("SCRAM-SHA-512", "scram.ScramLoginModule", user, password);
  }

  /// The superuser's.
  Map<String, String> ofAdmin() {
    return login("PLAIN", "plain.PlainLoginModule", ADMIN, ADMIN_PASSWORD);
  }

  private Map<String, String> login(String mechanism, String module, String user, String password) {
    Map<String, String> properties = transport();
    properties.put("sasl.mechanism", mechanism);
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
            .formatted(module, user, password));
    return properties;
  }

  private Map<String, String> transport() {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", broker.bootstrapServers());
    properties.put("security.protocol", "SASL_SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", certificates.certificate().toString());
    return properties;
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}
