package dev.tailrace.sink.r2;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Rows to bytes, tables over files, and delivery are kept apart.
@AnalyzeClasses(
    packages = "dev.tailrace.sink",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class R2SinkWallTest {
  @ArchTest
  static final ArchRule ROWS_KNOW_NO_STORE_AND_NO_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.sink.parquet")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.sink.r2",
              "dev.tailrace.sink.iceberg",
              "org.apache.kafka..",
              "software.amazon..");

  @ArchTest
  static final ArchRule TABLES_KNOW_NO_KAFKA_AND_NO_CLIENT_OF_THE_BUCKET =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.sink.iceberg")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.sink.r2",
              "dev.tailrace.sink.parquet",
              "org.apache.kafka..",
              "software.amazon..");
}
