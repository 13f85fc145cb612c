package dev.tailrace.sink.r2;

import java.util.List;

/// Files of one partition that are in the bucket, and how far they reach: every row before `resume`
/// is in one of them or in one of an earlier wave.
///
/// @param files may be empty: then nothing but time passed
/// @param resume offset from which a reader may go on
/// @param throughMillis what was sealed before this time is among the files
record Wave(List<StoredFile> files, long resume, long throughMillis) {
  Wave {
    files = List.copyOf(files);
  }
}
