package dev.tailrace.engines;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The S3 API in this JVM over plain files: the object `key` of a bucket is the file `key` below
/// [#bucket], so that any program that reads files reads objects too. Addresses are path-style.
///
/// Laws: an object is there whole or not at all, and what was answered survives [#close], the end
/// of the JVM and kill -9; a PUT with `If-None-Match: *`, and a CompleteMultipartUpload with it,
/// creates the object or is answered 412, and of racing ones exactly one creates it. Headers and
/// user metadata are kept as extended attributes of the file, so a file system without them is
/// refused. The last part of a key, between slashes, is at most 218 bytes long. Thread-safe.
public final class S3Server implements AutoCloseable {
  /// The access key id clients sign with.
  public static final String ACCESS_KEY = "tailrace-local";

  /// The secret clients sign with. No secret at all: the server listens on loopback only.
  public static final String SECRET_KEY = "tailrace-local-secret";

  /// The region clients sign for; R2's name of its only one. Any other is accepted too.
  public static final String REGION = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(S3Server.class);
  private static final String SERVICE = "the S3 server";
  private static final int MAX_THREADS = 64;
  private static final List<String> TALKATIVE = List.of("org.gaul");

  private final S3Proxy proxy;
  private final Path data;
  private final DirectoryLock lock;

  private S3Server(S3Proxy proxy, Path data, DirectoryLock lock) {
    this.proxy = proxy;
    this.data = data;
    this.lock = lock;
  }

  /// Starts the server and returns once it takes requests.
  ///
  /// @param port on 127.0.0.1; 0 takes any free one
  /// @param data created when missing; one server at a time may have it
  /// @param buckets created when missing
  /// @throws PortTakenException when the port is held by another program
  /// @throws DirectoryInUseException when another server runs on the directory
  /// @throws EngineException when the directory cannot be written or keeps no extended attributes
  public static S3Server start(int port, Path data, List<String> buckets) {
    LogLimits.toWarnings(TALKATIVE);
    LoopbackPort.requireFree(SERVICE, port);
    Path root = data.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.require(SERVICE, root);
    try {
      ExtendedAttributes.require(root);
      for (String bucket : buckets) {
        Files.createDirectories(root.resolve(bucket));
      }
      int removed = UnfinishedPuts.removeBelow(root);
      if (removed > 0) {
        LOG.info("removed {} unfinished uploads of a server that was killed", removed);
      }
      S3Proxy proxy = proxy(port, root);
      proxy.start();
      return new S3Server(proxy, root, lock);
    } catch (Exception e) { // what S3Proxy.start declares
      lock.release();
      throw failure(port, e);
    }
  }

  /// The endpoint, without a slash at its end.
  public String url() {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  /// Where the objects of a bucket lie as files.
  public Path bucket(String name) {
    return data.resolve(name);
  }

  /// Stops at once; requests under way end with a broken connection, as with a real crash.
  ///
  /// @throws EngineException when the server did not stop; the directory stays locked then
  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) { // what S3Proxy.stop declares
      throw new EngineException("the S3 server at " + url() + " did not stop: " + e, e);
    }
    lock.release();
  }

  private static S3Proxy proxy(int port, Path root) {
    return S3Proxy.builder()
        .endpoint(URI.create("http://127.0.0.1:" + port))
        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
        .blobStore(new FinishedObjects(new FilesystemNio2BlobStore(root.toString())))
        .ignoreUnknownHeaders(true)
        .jettyMaxThreads(MAX_THREADS)
        .stopTimeout(0)
        .build();
  }

  private static EngineException failure(int port, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new PortTakenException(SERVICE, port, cause);
      }
    }
    if (failure instanceof EngineException known) {
      return known;
    }
    String why = failure instanceof IOException ? failure.toString() : failure.getMessage();
    return new EngineException("cannot start the S3 server: " + why, failure);
  }
}
