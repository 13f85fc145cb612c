package dev.tailrace.engines;

import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import java.nio.file.Path;

/// A catalog in a JVM that a test kills. Arguments: directory, URL of the S3 server, warehouse.
final class IcebergMain {
  private IcebergMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    var warehouse = new Warehouse(arguments[2], arguments[1]);
    var catalog = IcebergCatalogServer.start(0, Path.of(arguments[0]), warehouse);
    System.out.println("READY " + catalog.url());
    Thread.currentThread().join();
  }
}
