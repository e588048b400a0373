package dev.jackstaff.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server of the PostgreSQL that is installed, with the tools that come with it: the newest
 * version in {@code /usr/lib/postgresql}.
 */
final class InstalledPostgres implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private final Path bin;
  private final Path directory;
  private final int port;

  private InstalledPostgres(Path bin) throws IOException {
    this.bin = bin;
    this.directory = Installed.directory("postgres");
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    String data = directory.resolve("data").toString();
    server("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync");
    String options = "-p " + port + " -k " + directory + " -c listen_addresses=127.0.0.1";
    String log = directory.resolve("log").toString();
    server("pg_ctl", "-D", data, "-w", "-l", log, "-o", options + " -c fsync=off", "start");
  }

  /** Skips the test where there is none. */
  static InstalledPostgres start() throws IOException {
    return new InstalledPostgres(bin());
  }

  private static Path bin() throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(VERSIONS)) {
      try (Stream<Path> versions = Files.list(VERSIONS)) {
        versions
            .filter(version -> version.getFileName().toString().matches("[0-9]+"))
            .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
            .filter(version -> Files.isExecutable(version.resolve("bin/pg_dump")))
            .forEach(all::add);
      }
    }
    return all.stream()
        .max(Comparator.comparing(version -> Integer.valueOf(version.getFileName().toString())))
        .map(version -> version.resolve("bin"))
        .orElseThrow(
            () ->
                Installed.missing(
                    "no server with pg_dump in " + VERSIONS + "; apt-get install postgresql"));
  }

  String version() {
    return bin.getParent().getFileName().toString();
  }

  private void server(String program, String... arguments) throws IOException {
    Installed.run(Installed.server(command(program, List.of(arguments))));
  }

  private List<String> command(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
    command.addAll(arguments);
    return command;
  }

  /** Runs one of its clients: {@code pg_dump}, {@code psql}, {@code pg_restore}. */
  void client(String program, String database, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-h", "127.0.0.1", "-p", Integer.toString(port)));
    all.addAll(List.of("-U", "postgres", "-d", database));
    all.addAll(List.of(arguments));
    Installed.run(new ProcessBuilder(command(program, all)));
  }

  /** A new database. */
  PGSimpleDataSource database(String name) {
    Databases.run(source("postgres"), "CREATE DATABASE " + name + " TEMPLATE template0");
    return source(name);
  }

  private PGSimpleDataSource source(String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:" + port + "/" + name);
    source.setUser("postgres");
    source.setConnectTimeout(2);
    return source;
  }

  @Override
  public void close() throws IOException {
    String data = directory.resolve("data").toString();
    server("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
    Installed.delete(directory);
  }
}
