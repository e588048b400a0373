package dev.jackstaff.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that run a class of the tests, small and quick to start. */
public final class ChildJvm {
  private ChildJvm() {}

  /** One that is yet to be started; what it says as errors is said here. */
  public static ProcessBuilder of(Class<?> main, String... arguments) {
    return of(List.of(), main, arguments);
  }

  /** With options of the JVM. */
  public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
