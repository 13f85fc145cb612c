package dev.tailrace.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A client's connection to the server behind a proxy. Made when it is needed, and made anew when
/// the server has ended it, as after a restart. One thread.
final class Upstream implements AutoCloseable {
  private final InetSocketAddress server;
  private SocketChannel channel;
  private InputStream in;

  Upstream(InetSocketAddress server) {
    this.server = server;
  }

  /// Where a request can be written to.
  ///
  /// @throws IOException when the server is down
  OutputStream out() throws IOException {
    if (channel != null && isStale()) {
      close();
    }
    if (channel == null) {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, /* value= */ true);
      in = new BufferedInputStream(channel.socket().getInputStream(), 64 * 1024);
    }
    return channel.socket().getOutputStream();
  }

  /// Where its answer comes.
  InputStream in() {
    return in;
  }

  /// A server says nothing between two requests; whatever can be read is the end.
  private boolean isStale() {
    try {
      channel.configureBlocking(/* block= */ false);
      int read = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(/* block= */ true);
      return read != 0;
    } catch (IOException _) {
      return true; // reset
    }
  }

  /// Ends the connection by an RST.
  void reset() throws IOException {
    if (channel != null) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
