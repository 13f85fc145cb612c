package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/// A PUT that has sent half of its body and sends no more. Closing it cuts it off.
final class HalfUpload implements AutoCloseable {
  private static final int BODY_BYTES = 2_000_000;

  private final Socket socket;

  private HalfUpload(Socket socket) {
    this.socket = socket;
  }

  static HalfUpload start(URI presigned) throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), presigned.getPort());
    OutputStream out = socket.getOutputStream();
    String head =
        "PUT %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                presigned.getRawPath(), presigned.getRawQuery(), presigned.getPort(), BODY_BYTES);
    out.write(head.getBytes(US_ASCII));
    out.write(new byte[BODY_BYTES / 2]);
    out.flush();
    return new HalfUpload(socket);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
