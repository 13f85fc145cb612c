package dev.tailrace.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A TCP socket that a process listens on, as the kernel tells it in `/proc`.
record ListeningSocket(long pid, InetAddress address, int port) {
  private static final String LISTEN = "0A";
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  /// Address, port, state and inode of a line of `/proc/PID/net/tcp` or `tcp6`.
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*\\d+: ([0-9A-F]+):([0-9A-F]{4}) \\S+ ([0-9A-F]{2}) \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+)"
              + " .*");

  static List<ListeningSocket> of(List<Long> pids) throws IOException {
    List<ListeningSocket> sockets = new ArrayList<>();
    for (long pid : pids) {
      Set<String> own = inodes(pid);
      for (String table : List.of("tcp", "tcp6")) {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
          Matcher matcher = LINE.matcher(line);
          if (matcher.matches()
              && matcher.group(3).equals(LISTEN)
              && own.contains(matcher.group(4))) {
            sockets.add(
                new ListeningSocket(
                    pid, address(matcher.group(1)), Integer.parseInt(matcher.group(2), 16)));
          }
        }
      }
    }
    return sockets;
  }

  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  private static Set<String> inodes(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files.toList()) {
        try {
          Matcher matcher = SOCKET.matcher(Files.readSymbolicLink(file).toString());
          if (matcher.matches()) {
            inodes.add(matcher.group(1));
          }
        } catch (IOException _) {
          // closed meanwhile
        }
      }
    }
    return inodes;
  }

  /// The kernel writes words of four bytes in the order of the machine, which is little-endian.
  private static InetAddress address(String hex) throws IOException {
    byte[] words = HexFormat.of().parseHex(hex);
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[(i & ~3) + 3 - (i & 3)];
    }
    return InetAddress.getByAddress(bytes);
  }
}
