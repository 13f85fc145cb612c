package dev.tailrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Producers and sinks take this module without the rest of Tailrace, so it may need little.
@AnalyzeClasses(
    packages = {
      "dev.tailrace.avro",
      "dev.tailrace.exposition",
      "dev.tailrace.metrics",
      "dev.tailrace.schema",
      "dev.tailrace.serde",
      "dev.tailrace.wire"
    },
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleWallTest {
  @ArchTest
  static final ArchRule needsOnlyAvroKafkaClientsJacksonAndSlf4j =
      classes()
          .that()
          .resideOutsideOfPackages("dev.tailrace.exposition..", "dev.tailrace.metrics..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.avro..",
              "dev.tailrace.schema..",
              "dev.tailrace.serde..",
              "dev.tailrace.wire..",
              "org.apache.avro..",
              "org.apache.kafka.common..",
              "com.fasterxml.jackson..",
              "org.slf4j..",
              "java..",
              "javax.net..");

  @ArchTest
  static final ArchRule schemaKnowsNeitherSerdeNorWire =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.schema..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.serde..", "dev.tailrace.wire..");

  @ArchTest
  static final ArchRule wireKnowsNoSerde =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.serde..");

  @ArchTest
  static final ArchRule serdeKnowsNoSchemaOfOurs =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.serde..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.schema..", "dev.tailrace.wire..");

  @ArchTest
  static final ArchRule metricsNeedNothing =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.metrics..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.metrics..", "java..");

  @ArchTest
  static final ArchRule onlyExpositionNeedsPrometheus =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tailrace.exposition..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.exposition..", "io.prometheus..");
}
