package dev.tailrace.lake;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.bucket.BucketClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// One bucket itself, not the objects in it. Not thread-safe.
///
/// Every call throws [LakeSchemaException] when the server does not answer or refuses.
final class BucketSchema implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_IMPLEMENTED = 501;

  private final BucketAddress address;
  private final LifecyclePlan plan;
  private final S3Client client;

  BucketSchema(BucketAddress address, LifecyclePlan plan) {
    this.address = address;
    this.plan = plan;
    this.client = ask("be reached", () -> BucketClient.of(address));
  }

  LifecyclePlan plan() {
    return plan;
  }

  boolean exists() {
    return ask(
        "be seen",
        () -> {
          try {
            var _ = client.headBucket(head -> head.bucket(address.bucket()));
            return true;
          } catch (NoSuchBucketException _) {
            return false;
          }
        });
  }

  void create() {
    var _ =
        ask(
            "be created",
            () -> {
              try {
                return Optional.of(client.createBucket(make -> make.bucket(address.bucket())));
              } catch (BucketAlreadyOwnedByYouException _) {
                return Optional.empty(); // somebody else was quicker
              }
            });
  }

  /// What the server says of the bucket's rules.
  sealed interface Lifecycle {
    /// Rules, perhaps none.
    ///
    /// @param sizeDefault a setting of the whole configuration, which is to be kept; null on most
    ///     servers
    record Known(List<LifecycleRule> rules, String sizeDefault) implements Lifecycle {}

    /// The server has no such thing.
    record NotOffered() implements Lifecycle {}
  }

  Lifecycle lifecycle() {
    return ask(
        "tell its lifecycle",
        () -> {
          try {
            GetBucketLifecycleConfigurationResponse known =
                client.getBucketLifecycleConfiguration(get -> get.bucket(address.bucket()));
            return new Lifecycle.Known(
                known.rules(), known.transitionDefaultMinimumObjectSizeAsString());
          } catch (S3Exception e) {
            return withoutRules(e);
          }
        });
  }

  private static Lifecycle withoutRules(S3Exception e) {
    if (isNotOffered(e)) {
      return new Lifecycle.NotOffered();
    }
    if ("NoSuchLifecycleConfiguration".equals(code(e))) {
      return new Lifecycle.Known(List.of(), null);
    }
    throw e;
  }

  private static boolean isNotOffered(S3Exception e) {
    return e.statusCode() == NOT_IMPLEMENTED
        || e.statusCode() == METHOD_NOT_ALLOWED
        || "NotImplemented".equals(code(e));
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
  }

  /// Brings our rules among those that are there.
  ///
  /// @return false when the server can tell rules but not take them
  boolean put(Lifecycle.Known current) {
    return ask(
        "take its lifecycle",
        () -> {
          try {
            var _ =
                client.putBucketLifecycleConfiguration(
                    put ->
                        put.bucket(address.bucket())
                            .transitionDefaultMinimumObjectSize(current.sizeDefault())
                            .lifecycleConfiguration(
                                all -> all.rules(plan.merged(current.rules()))));
            return true;
          } catch (S3Exception e) {
            if (isNotOffered(e)) {
              return false;
            }
            throw e;
          }
        });
  }

  private <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (S3Exception e) {
      throw new LakeSchemaException(
          "the bucket %s cannot %s: %s".formatted(address, what, remedy(e)), e);
    } catch (SdkException e) {
      throw new LakeSchemaException(
          "the bucket %s cannot %s: %s; see --endpoint and the credentials"
              .formatted(address, what, e.getMessage()),
          e);
    }
  }

  private static String remedy(S3Exception e) {
    return switch (e.statusCode()) {
      case 401, 403 ->
          "%d, not allowed; give credentials that may administer buckets, on R2 a token with 'Admin Read & Write'"
              .formatted(e.statusCode());
      case NOT_FOUND -> "404, there is no such bucket";
      default -> e.getMessage();
    };
  }

  @Override
  public String toString() {
    return "bucket " + address;
  }

  @Override
  public void close() {
    client.close();
  }
}
