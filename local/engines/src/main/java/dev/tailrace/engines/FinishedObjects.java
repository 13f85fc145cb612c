package dev.tailrace.engines;

import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A file store whose lists show objects and buckets only: neither uploads under way nor the file
/// that locks the directory. S3 shows an object when it is whole.
final class FinishedObjects extends ForwardingBlobStore {
  FinishedObjects(BlobStore files) {
    super(files);
  }

  @Override
  public ListBucketsResponse list() {
    ListBucketsResponse all = super.list();
    List<Bucket> buckets =
        all.buckets().stream().filter(bucket -> delegate().containerExists(bucket.name())).toList();
    return all.toBuilder().buckets(buckets).build();
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Response page = super.list(request);
    List<S3Object> finished = page.contents().stream().filter(FinishedObjects::isFinished).toList();
    return page.toBuilder().contents(finished).build();
  }

  /// The store gives no ETag for a file it has not finished.
  private static boolean isFinished(S3Object object) {
    return object.eTag() != null || !UnfinishedPuts.isNamedSo(object.key());
  }
}
