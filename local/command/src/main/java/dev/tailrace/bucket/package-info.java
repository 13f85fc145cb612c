/// Buckets of R2, of S3, or of anything that speaks its API: where one is, and a client for it.
///
/// Knows the AWS SDK alone.
package dev.tailrace.bucket;
