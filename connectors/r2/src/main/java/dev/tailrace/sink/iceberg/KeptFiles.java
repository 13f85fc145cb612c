package dev.tailrace.sink.iceberg;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/// The files of tables behind the S3 API, of which the sink removes none.
///
/// Iceberg's client removes the manifests of a commit that the catalog refused. When something on
/// the way sends a commit twice, the refusal is that of the second copy, and the manifests are in
/// the table since the first: removing them leaves a table that nobody can read. Manifests of
/// commits that were really refused stay as orphans, some kilobytes for each; the usual removal of
/// orphan files takes them.
///
/// Made by Iceberg from its name.
public final class KeptFiles extends S3FileIO {
  private static final long serialVersionUID = 1L;

  /// Made by Iceberg, which then initializes it.
  public KeptFiles() {}

  @Override
  public void deleteFile(String path) {
    // Kept.
  }

  @Override
  public void deleteFile(InputFile file) {
    // Kept.
  }

  @Override
  public void deleteFile(OutputFile file) {
    // Kept.
  }

  @Override
  public void deleteFiles(Iterable<String> paths) {
    // Kept.
  }

  @Override
  public void deletePrefix(String prefix) {
    throw new UnsupportedOperationException(
        "the sink removes no files, and not all below " + prefix);
  }
}
