package dev.tailrace.engines;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// One client's connection through a [TcpFaultProxy], message by message in both directions.
final class TcpFaultConnection {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Socket client;
  private final Socket server;
  private final Faults faults;
  private final CommitWatch watch = new CommitWatch();
  private volatile boolean answerIsDropped;

  TcpFaultConnection(Socket client, Socket server, Faults faults) {
    this.client = client;
    this.server = server;
    this.faults = faults;
  }

  /// What happens to a COMMIT.
  enum CommitFate {
    PASS,
    REFUSE,
    DROP_ANSWER
  }

  /// What the proxy has in mind for its connections.
  interface Faults {
    /// Called once for each COMMIT.
    CommitFate nextCommit();

    /// Returns when messages may pass.
    void awaitPassage() throws InterruptedException;
  }

  /// Returns when the connection has ended.
  void serve() throws IOException, InterruptedException {
    DataInputStream fromClient = reader(client);
    OutputStream toServer = writer(server);
    PostgresMessage start = PostgresMessage.readStart(fromClient);
    while (start.asksForEncryption()) {
      client.getOutputStream().write('N');
      start = PostgresMessage.readStart(fromClient);
    }
    start.write(toServer);
    toServer.flush();
    Thread answers = Thread.ofVirtual().start(this::passAnswers);
    try {
      passRequests(fromClient, toServer);
    } finally {
      server.close();
      answers.join();
    }
  }

  /// Ends both connections by an RST.
  void reset() {
    FaultListener.reset(client);
    FaultListener.reset(server);
  }

  private void passRequests(DataInputStream from, OutputStream to)
      throws IOException, InterruptedException {
    while (true) {
      PostgresMessage message = PostgresMessage.read(from);
      faults.awaitPassage();
      if (watch.commits(message)) {
        switch (faults.nextCommit()) {
          case PASS -> {}
          case DROP_ANSWER -> answerIsDropped = true;
          case REFUSE -> {
            reset();
            return;
          }
        }
      }
      pass(message, from, to);
    }
  }

  private void passAnswers() {
    try {
      DataInputStream from = reader(server);
      OutputStream to = writer(client);
      while (true) {
        PostgresMessage message = PostgresMessage.read(from);
        faults.awaitPassage();
        if (!answerIsDropped) {
          pass(message, from, to);
        } else if (message.endsTransaction()) {
          reset();
          return;
        }
      }
    } catch (IOException | InterruptedException _) {
      // One of the two has ended, so both do.
      FaultListener.end(client);
    }
  }

  private static void pass(PostgresMessage message, DataInputStream from, OutputStream to)
      throws IOException {
    message.write(to);
    if (from.available() == 0) {
      to.flush();
    }
  }

  private static DataInputStream reader(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
  }

  private static OutputStream writer(Socket socket) throws IOException {
    return new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
  }
}
