package dev.jackstaff.store;

import dev.jackstaff.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that can be hurt. */
public final class OwnPostgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  /** Starts a server with its files in a directory. */
  public OwnPostgres(Path data) throws IOException {
    this.data = data;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    start();
  }

  /** Starts the server again. */
  public void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .start();
  }

  DataSource source() {
    return server.getPostgresDatabase();
  }

  /** A new database, with everything as it comes. */
  public PGSimpleDataSource database(String name) {
    Databases.run(source(), "CREATE DATABASE " + name);
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setURL("jdbc:postgresql://localhost:" + port + "/" + name + "?user=postgres");
    return database;
  }

  String url(String user) {
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=" + user;
  }

  /** Without any last word. */
  public void kill() throws IOException {
    postmaster().destroyForcibly();
    Await.until("the postmaster's end", () -> !postmasterLives());
    server.close();
  }

  private boolean postmasterLives() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private long pid;

  private ProcessHandle postmaster() throws IOException {
    pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  /** The server and all that it has started stand still. */
  void signal(String name) throws IOException, InterruptedException {
    ProcessHandle postmaster = postmaster();
    List<String> pids =
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
            .map(process -> Long.toString(process.pid()))
            .toList();
    List<String> command = new java.util.ArrayList<>(List.of("kill", "-" + name));
    command.addAll(pids);
    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
