package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tailrace.engines.FaultProxy.Fate;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One client's connection through a [FaultProxy]: its requests, one after the other.
final class FaultConnection {
  /// What has been written is lost with a reset unless its reader had a moment to take it.
  private static final Duration READ_BEFORE_RESET = Duration.ofMillis(50);

  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private final Socket client;
  private final InputStream fromClient;
  private final OutputStream toClient;
  private final Upstream upstream;
  private final Function<String, Fate> fates;
  private final UnaryOperator<String> rewrite;

  FaultConnection(
      Socket client, Upstream upstream, Function<String, Fate> fates, UnaryOperator<String> rewrite)
      throws IOException {
    this.client = client;
    this.fromClient = new BufferedInputStream(client.getInputStream(), 64 * 1024);
    this.toClient = client.getOutputStream();
    this.upstream = upstream;
    this.fates = fates;
    this.rewrite = rewrite;
  }

  private enum Next {
    REQUEST,
    END
  }

  /// Returns when the connection is to end.
  void serve() throws IOException, InterruptedException {
    Next next = Next.REQUEST;
    while (next == Next.REQUEST) {
      Optional<HttpMessage> request = request();
      next = request.isPresent() ? pass(request.get()) : Next.END;
    }
  }

  /// A request with its body, which the client is told to send.
  private Optional<HttpMessage> request() throws IOException {
    Optional<HttpHead> read = HttpHead.read(fromClient);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    HttpHead head = read.get();
    if (head.has("Expect", "100-continue")) {
      toClient.write(CONTINUE.getBytes(ISO_8859_1));
      toClient.flush();
    }
    return Optional.of(
        HttpMessage.read(head.without("Expect"), HttpBody.ofRequest(head), fromClient));
  }

  private Next pass(HttpMessage original) throws IOException, InterruptedException {
    Fate fate = fates.apply(original.head().startLine());
    HttpMessage request = original.with(new HttpHead(rewrite.apply(original.head().text())));
    return switch (fate) {
      case Fate.Pass _ -> passAnswer(request);
      case Fate.Refuse _ -> Next.END;
      case Fate.Answer(int status) -> answer(status);
      case Fate.DoneButAnswer(int status) -> {
        var _ = exchange(request);
        yield answer(status);
      }
      case Fate.DoneButDropped _ -> {
        var _ = exchange(request);
        yield Next.END;
      }
      case Fate.DoneTwice _ -> {
        var _ = exchange(request);
        yield passAnswer(request);
      }
      case Fate.Held held -> {
        HttpMessage answer = exchange(request);
        held.until().await();
        yield answer(answer);
      }
      case Fate.Delayed(Duration by) -> {
        HttpMessage answer = exchange(request);
        Thread.sleep(by);
        yield answer(answer);
      }
      case Fate.ResetInBody _ -> {
        request.writeHalf(upstream.out());
        yield reset();
      }
      case Fate.AnswerCut _ -> {
        exchange(request).writeHalf(toClient);
        yield reset();
      }
    };
  }

  private Next reset() throws IOException, InterruptedException {
    Thread.sleep(READ_BEFORE_RESET);
    upstream.reset();
    FaultListener.reset(client);
    return Next.END;
  }

  private Next answer(int status) throws IOException {
    String head = "HTTP/1.1 %d Fault\r\nContent-Length: 0\r\n\r\n".formatted(status);
    toClient.write(head.getBytes(ISO_8859_1));
    toClient.flush();
    return Next.REQUEST;
  }

  private Next answer(HttpMessage answer) throws IOException {
    answer.write(toClient);
    return after(answer.head(), answer.end());
  }

  /// Passes the answer on as it comes, however long it is.
  private Next passAnswer(HttpMessage request) throws IOException {
    HttpHead answer = send(request);
    toClient.write(answer.bytes());
    HttpBody body = HttpBody.ofAnswer(answer, request.head().startLine());
    body.copy(upstream.in(), toClient);
    toClient.flush();
    return after(answer, body);
  }

  /// An answer that ends with its connection ends the client's too.
  private static Next after(HttpHead answer, HttpBody end) {
    return end instanceof HttpBody.UntilEnd || answer.has("Connection", "close")
        ? Next.END
        : Next.REQUEST;
  }

  private HttpMessage exchange(HttpMessage request) throws IOException {
    HttpHead answer = send(request);
    return HttpMessage.read(
        answer, HttpBody.ofAnswer(answer, request.head().startLine()), upstream.in());
  }

  /// The head of the answer that follows those that say only to go on.
  private HttpHead send(HttpMessage request) throws IOException {
    request.write(upstream.out());
    HttpHead answer = head();
    while (answer.status() < 200) {
      answer = head();
    }
    return answer;
  }

  private HttpHead head() throws IOException {
    return HttpHead.read(upstream.in())
        .orElseThrow(() -> new EOFException("the server ended the connection without an answer"));
  }
}
