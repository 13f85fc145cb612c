package dev.tailrace.faults;

import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.FaultProxy.Fate;
import dev.tailrace.engines.TcpFaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Faults between the sinks and their stores.
final class NetworkFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  /// Requests that change a store, and where they pass.
  private record Way(Function<StoreProxies, FaultProxy> proxy, Predicate<String> writes) {}

  private static final List<Way> WAYS =
      List.of(
          new Way(StoreProxies::clickHouse, line -> line.contains("INSERT")),
          new Way(StoreProxies::s3, line -> line.startsWith("PUT")),
          new Way(StoreProxies::iceberg, line -> line.startsWith("POST")));

  private NetworkFaults() {}

  /// Some writes over HTTP have a bad fate.
  ///
  /// @param each how many of each store's
  static Fault http(Supplier<Fate> fate, int each) {
    return (world, random) -> {
      int before = faults(world);
      for (Way way : WAYS) {
        AtomicInteger left = new AtomicInteger(each);
        way.proxy()
            .apply(world.proxies())
            .let(
                line ->
                    // Every other one, so that what is tried again gets through.
                    way.writes().test(line) && random.nextBoolean() && left.getAndDecrement() > 0
                        ? fate.get()
                        : FaultProxy.PASS);
      }
      await(() -> faults(world) - before >= each * WAYS.size());
      WAYS.forEach(way -> way.proxy().apply(world.proxies()).let(_ -> FaultProxy.PASS));
      return faults(world) - before;
    };
  }

  private static int faults(World world) {
    return WAYS.stream().mapToInt(way -> way.proxy().apply(world.proxies()).faults()).sum();
  }

  /// Something happens to a connection with Postgres.
  static Fault postgres(Consumer<TcpFaultProxy> fault, int times) {
    return (world, random) -> {
      TcpFaultProxy proxy = world.proxies().postgres();
      int before = proxy.faults();
      for (int i = 1; i <= times; i++) {
        int wanted = before + i;
        fault.accept(proxy);
        await(() -> proxy.faults() >= wanted);
        pass(random);
      }
      return proxy.faults() - before;
    };
  }

  private static void pass(Random random) {
    LockSupport.parkNanos(random.nextInt(500) * 1_000_000L);
  }

  /// Gives up after a while: how many there were is counted anyway.
  private static void await(BooleanSupplier state) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!state.getAsBoolean() && System.nanoTime() < until) {
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
