package dev.jackstaff.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server in a process of its own, so that its CPU time is its own too. */
record ServerProcess(Process process, int port) {

  /** Starts a server whose flags are in a file that was written before, so that it only reads. */
  static ServerProcess start(ServerVariant variant) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BenchmarkServer.class.getName(),
                variant.title(),
                variant.file().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new ServerProcess(process, readPort(variant, process));
  }

  private static int readPort(ServerVariant variant, Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    if (line == null) {
      throw new IllegalStateException(variant.title() + ": the server did not start");
    }
    return Integer.parseInt(line);
  }

  Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("no CPU time of another process here"));
  }

  void close() {
    process.destroy();
  }
}
