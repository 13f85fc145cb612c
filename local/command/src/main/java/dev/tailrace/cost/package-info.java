/// What a month of Tailrace costs at its stores: arithmetic over a workload and a price list.
///
/// Knows nothing but the JDK and Jackson; no store is asked. Read [dev.tailrace.cost.BucketTraffic]
/// first, which tells how events become requests.
package dev.tailrace.cost;
