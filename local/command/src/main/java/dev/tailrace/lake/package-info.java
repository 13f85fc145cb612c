/// What `tailrace schema` does to the buckets and Iceberg tables that the R2 sink fills: makes them
/// ready, and checks them.
///
/// Knows buckets and, by [dev.tailrace.sink.r2.LakeTables], tables; neither the stack nor the
/// command. Read [LakeSchema] first.
package dev.tailrace.lake;
