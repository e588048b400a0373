package dev.jackstaff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.servlet.TrustedProxies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {
  /** Texts that clients may write, each of which the JDK takes for a name. */
  private static final List<String> NAMES =
      List.of("xyz::1", ".::1", "%::1", "[xyz::1]", "localhost", "g", "z:1", ".:80", "1.2.3.x");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "[::1], true",
    "::1%lo, true",
    "::ffff:127.0.0.1, true",
    "128.0.0.1, false",
    "::2, false",
    "fe80::1%eth0, false",
    "localhost, false",
    "'', false"
  })
  void loopback_isRecognisedAsContainersWriteIt(String text, boolean loopback) {
    assertEquals(loopback, Network.isLoopback(text));
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:10.0.0.1, true",
    "::ffff:010.0.0.1, false",
    "::ffff:10.0.0.256, false",
    "::ffff:10.0.0, false",
    "1.2.3.4::, false",
    "1::, true",
    "0001::, true",
    "00001::, false",
    "0000000001::, false",
    "::00000, false",
    "::0000, true",
    "1:2:3:4:5:6:7:8, true",
    "1:2:3:4:5:6:1.2.3.4, true",
    "1:2:3:4:5:6:7, false",
    "1::2::3, false",
    ":::, false",
    ":, false",
    "::, true"
  })
  void address_isOneInTheFormsOfRfc4291Only(String text, boolean address) {
    assertEquals(address, Network.address(text) != null);
    assertEquals(address, Network.parse(text) != null);
  }

  /**
   * In a JVM whose hosts file has all the names as addresses of this host: had one been looked up,
   * it would be a trusted address.
   */
  @Test
  void textThatIsNoAddress_isNotLookedUpAsAName(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path hosts = folder.resolve("hosts");
    String names = String.join(" ", NAMES.stream().map(NetworkTest::bare).toList());
    Files.writeString(hosts, "127.0.0.1 " + names + "\n");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                NetworkTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
    assertEquals("resolver: 127.0.0.1\nlooked up: []\n", said);
  }

  /** Code that reads addresses elsewhere would have to know what the JDK takes for a name. */
  @Test
  void addresses_areReadNowhereElse() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<String> readers =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .filter(NetworkTest::namesInetAddress)
              .map(path -> path.getFileName().toString())
              .toList();
      assertEquals(List.of("Network.java"), readers);
    }
  }

  private static boolean namesInetAddress(Path source) {
    try {
      return Files.readString(source).contains("InetAddress");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bare(String text) {
    return text.replaceAll("[\\[\\]]", "");
  }

  /** Tells which names have become addresses. */
  public static void main(String[] args) throws IOException {
    String known = InetAddress.getByName("xyz::1").getHostAddress();
    System.out.println("resolver: " + known);
    List<String> found =
        NAMES.stream()
            .filter(
                name ->
                    TrustedProxies.loopback().trusts(name)
                        || Network.peer(name) != null
                        || Network.address(name) != null
                        || Network.parse(name) != null)
            .toList();
    System.out.println("looked up: " + found);
  }
}
