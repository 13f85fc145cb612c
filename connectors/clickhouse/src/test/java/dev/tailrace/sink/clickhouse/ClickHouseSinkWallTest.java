package dev.tailrace.sink.clickhouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The ClickHouse sink knows its own store and no other part of Tailrace but what it shares.
@AnalyzeClasses(
    packages = "dev.tailrace.sink.clickhouse",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ClickHouseSinkWallTest {
  @ArchTest
  static final ArchRule ONLY_ITS_OWN_CLIENT =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.delivery",
              "dev.tailrace.sink..",
              "dev.tailrace.serde",
              "com.clickhouse..",
              "org.apache.avro..",
              "org.apache.kafka.connect..",
              "org.apache.kafka.common..",
              "org.slf4j",
              "java..",
              "javax.net.ssl");
}
