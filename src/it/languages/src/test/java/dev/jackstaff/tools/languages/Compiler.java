package dev.jackstaff.tools.languages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compilers that are on the class path only while they are tested, so they are called by name.
 *
 * @param sources the directories of what it is given
 * @param settings the options that make a difference to what it makes of a string
 * @param run calls it, and fails if it does
 */
record Compiler(String name, List<String> sources, List<List<String>> settings, Run run) {

  /** Calls a compiler. */
  interface Run {
    void with(String[] arguments) throws Exception;
  }

  static Compiler of(String name) {
    List<String> old = List.of("-release", "8");
    List<String> now = List.of("-release", "17");
    return switch (name) {
      case "kotlin" ->
          new Compiler(
              name,
              List.of("kotlin"),
              List.of(List.of("-jvm-target", "1.8"), List.of("-jvm-target", "17")),
              Compiler::kotlin);
      case "scala2" -> new Compiler(name, List.of("scala"), List.of(old, now), Compiler::scala2);
      case "scala3" ->
          new Compiler(name, List.of("scala", "scala3"), List.of(now), Compiler::scala3);
      case "groovy" -> new Compiler(name, List.of("groovy"), List.of(List.of()), Compiler::groovy);
      default -> throw new IllegalArgumentException(name);
    };
  }

  void compile(List<Path> files, Path to, List<String> settings) throws Exception {
    List<String> arguments = new ArrayList<>(settings);
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", to.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    run.with(arguments.toArray(String[]::new));
  }

  private static void kotlin(String[] arguments) throws Exception {
    Class<?> type = Class.forName("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
    List<String> all = new ArrayList<>(List.of("-no-stdlib", "-no-reflect"));
    all.addAll(List.of(arguments));
    Object status =
        type.getMethod("exec", PrintStream.class, String[].class)
            .invoke(
                type.getDeclaredConstructor().newInstance(),
                System.err,
                all.toArray(String[]::new));
    assertEquals("OK", status.toString());
  }

  private static void scala2(String[] arguments) throws Exception {
    assertEquals(true, process("scala.tools.nsc.Main", arguments));
  }

  private static void scala3(String[] arguments) throws Exception {
    Object reporter = process("dotty.tools.dotc.Main", arguments);
    assertEquals(false, reporter.getClass().getMethod("hasErrors").invoke(reporter));
  }

  private static Object process(String main, String[] arguments) throws Exception {
    return Class.forName(main)
        .getMethod("process", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void groovy(String[] arguments) throws Exception {
    Class.forName("org.codehaus.groovy.tools.FileSystemCompiler")
        .getMethod("commandLineCompile", String[].class)
        .invoke(null, (Object) arguments);
  }
}
