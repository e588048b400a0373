package dev.jackstaff.store;

import dev.jackstaff.Await;
import dev.jackstaff.Missing;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB that can be hurt: the one that is installed, as a process of this test with its files
 * in a directory of its own.
 */
public final class OwnMariaDb implements AutoCloseable {
  /** The settings of MySQL 8, which are stricter than MariaDB's own. */
  private static final String MODE =
      "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path directory;
  private final List<String> options;
  private final int port;
  private @Nullable Process server;

  /** The drivers that connect to it. */
  public enum Driver {
    MARIADB("mariadb"),
    MYSQL("mysql");

    private final String name;

    Driver(String name) {
      this.name = name;
    }
  }

  /** Starts a server with its files in an empty directory; skips the test where there is none. */
  public OwnMariaDb(Path directory, String... options) throws IOException {
    this.directory = directory;
    this.options = List.of(options);
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    Installed.run(
        process(
            List.of(
                program("mariadb-install-db"),
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data())));
    start();
  }

  /**
   * Returns a process with a folder for temporary files of its own: a server that starts deletes
   * the temporary files in it.
   */
  private ProcessBuilder process(List<String> command) throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("TMPDIR", temporary.toString());
    return process;
  }

  private static String program(String name) {
    for (String folder : List.of("/usr/sbin", "/usr/bin", "/usr/local/bin")) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name).toString();
      }
    }
    return Missing.program(name + " is not installed; apt-get install mariadb-server");
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** Starts the server again. */
  public void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program("mariadbd"),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data(),
                "--port=" + port,
                "--socket=" + directory.resolve("s"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=32M",
                "--sql-mode=" + MODE));
    command.addAll(options);
    Path log = directory.resolve("log");
    server =
        process(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    Await.until("a server that answers, see " + log, this::answers);
  }

  private boolean answers() {
    try (Connection any = DriverManager.getConnection(url(Driver.MARIADB, "", "root"))) {
      return any.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** The URL of a database for a role without a password. */
  public String url(Driver driver, String database, String role) {
    return "jdbc:"
        + driver.name
        + "://127.0.0.1:"
        + port
        + "/"
        + database
        + "?user="
        + role
        + (driver == Driver.MYSQL ? "&useSSL=false&allowPublicKeyRetrieval=true" : "");
  }

  /** A new database of the role root. */
  public DataSource database(Driver driver) {
    return UrlSource.of(url(driver, create(), "root"));
  }

  /** Creates a database, and returns its name. */
  public String create() {
    String name = "test" + COUNT.incrementAndGet();
    run("CREATE DATABASE " + name);
    return name;
  }

  /** Runs statements as root, in no database. */
  public void run(String... statements) {
    Databases.run(UrlSource.of(url(Driver.MARIADB, "", "root")), statements);
  }

  /** Without any last word. */
  public void kill() {
    process().destroyForcibly();
    Await.until("the server's end", () -> !process().isAlive());
  }

  /** The server stands still, or goes on. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process().pid()))
        .redirectError(Redirect.INHERIT)
        .start()
        .waitFor();
  }

  private Process process() {
    return java.util.Objects.requireNonNull(server);
  }

  @Override
  public void close() {
    kill();
  }
}
