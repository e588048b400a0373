package dev.jackstaff.console;

import dev.jackstaff.Missing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The system's nginx in front of a server. Where there is none the tests are skipped, unless
 * nothing may be missing.
 */
final class Nginx implements AutoCloseable {
  private static final String PASSWORD = "password";

  private final Process process;
  private final int port;
  private final boolean tls;

  private Nginx(Process process, int port, boolean tls) {
    this.process = process;
    this.port = port;
    this.tls = tls;
  }

  static Nginx start(String locations) {
    return start(locations, false);
  }

  /**
   * Starts it.
   *
   * @param locations what stands inside of {@code server}
   * @param tls whether it ends TLS, with a certificate of its own
   */
  static Nginx start(String locations, boolean tls) {
    Path binary = binary();
    try {
      Path directory =
          Files.createTempDirectory(Files.createDirectories(Path.of("target", "nginx")), "it")
              .toAbsolutePath();
      int port = freePort();
      Path config = directory.resolve("nginx.conf");
      Files.writeString(config, config(directory, port, locations, tls));
      Process process =
          new ProcessBuilder(
                  binary.toString(),
                  "-c",
                  config.toString(),
                  "-p",
                  directory.toString(),
                  "-e",
                  directory.resolve("error.log").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("out.log").toFile())
              .start();
      Nginx nginx = new Nginx(process, port, tls);
      nginx.await(directory);
      return nginx;
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("nginx did not start", e);
    }
  }

  private static Path binary() {
    return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Missing.program("no nginx; apt-get install nginx"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String config(Path directory, int port, String locations, boolean tls)
      throws IOException, GeneralSecurityException, InterruptedException {
    String listen = "127.0.0.1:" + port + (tls ? " ssl" : "");
    String certificate = tls ? certificate(directory) : "";
    String temp = "";
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      temp += kind + "_temp_path " + directory.resolve(kind) + ";\n";
    }
    return """
        daemon off; master_process off; pid %s/nginx.pid;
        events { worker_connections 256; }
        http { access_log off; gzip on; gzip_types application/json; gzip_min_length 1; gzip_proxied any;
        %s
        server { listen %s; server_name localhost;
        %s
        %s
        } }
        """
        .formatted(directory, temp, listen, certificate, locations);
  }

  private static String certificate(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("tls.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "tls",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed; see " + directory);
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path certificate = directory.resolve("tls.crt");
    Path key = directory.resolve("tls.key");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("tls").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("tls", PASSWORD.toCharArray()).getEncoded()));
    return "ssl_certificate " + certificate + "; ssl_certificate_key " + key + ";";
  }

  private static String pem(String kind, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  private void await(Path directory) {
    long began = System.nanoTime();
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(60)) {
        throw new IllegalStateException("nginx does not listen; see " + directory);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  URI uri(String path) {
    return URI.create((tls ? "https" : "http") + "://localhost:" + port + path);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
