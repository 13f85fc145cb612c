package dev.tailrace.faults;

import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.TcpFaultProxy;
import java.net.URI;

/// What stands between the sinks and their stores.
record StoreProxies(
    FaultProxy clickHouse, FaultProxy s3, FaultProxy iceberg, TcpFaultProxy postgres)
    implements AutoCloseable {

  /// Proxies that let everything pass.
  static StoreProxies start(WorldPlaces places) {
    return new StoreProxies(
        FaultProxy.start(0, URI.create("http://127.0.0.1:" + places.clickHouse())),
        FaultProxy.start(0, places.s3Url()),
        FaultProxy.start(0, places.icebergUrl()),
        TcpFaultProxy.start(0, places.postgres()));
  }

  @Override
  public void close() {
    clickHouse.close();
    s3.close();
    iceberg.close();
    postgres.close();
  }
}
