package dev.jackstaff.store;

import dev.jackstaff.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A PgBouncer in transaction mode before one database, with two connections to it. */
final class PgBouncer implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final String database;
  private final Process process;

  private PgBouncer(Path program, PGSimpleDataSource behind) throws IOException {
    this.directory = Installed.directory("pgbouncer");
    this.database = behind.getDatabaseName();
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    Path configuration = directory.resolve("pgbouncer.ini");
    Files.writeString(configuration, configuration(behind));
    this.process =
        Installed.server(List.of(program.toString(), configuration.toString()))
            .redirectOutput(Files.createTempFile("jackstaff-pgbouncer", ".log").toFile())
            .start();
    Await.until("PgBouncer", this::answers);
  }

  /** Skips the test where there is none. */
  static PgBouncer before(PGSimpleDataSource database) throws IOException {
    return new PgBouncer(program(), database);
  }

  private static Path program() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> Installed.missing("no pgbouncer; apt-get install pgbouncer"));
  }

  private String configuration(PGSimpleDataSource behind) {
    return String.join(
        "\n",
        "[databases]",
        database
            + (" = host=localhost port=" + behind.getPortNumbers()[0])
            + (" dbname=" + database + " user=" + behind.getUser()),
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        "listen_port = " + port,
        "unix_socket_dir =",
        "auth_type = any",
        "pool_mode = transaction",
        "default_pool_size = 2",
        // What the driver says of itself.
        "ignore_startup_parameters = extra_float_digits",
        "");
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The database through it, with nothing else set. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=any";
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    Installed.ends(process);
    Installed.delete(directory);
  }
}
