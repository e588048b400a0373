package dev.jackstaff.tools;

import dev.jackstaff.internal.jdbc.JdbcUrl;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.tools.convert.ConversionNote.Translation;
import dev.jackstaff.tools.convert.ConvertedFlags;
import dev.jackstaff.tools.convert.SourceSystem;
import dev.jackstaff.tools.original.AnswerChanges;
import dev.jackstaff.tools.original.OriginalInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a flag file from the definitions of another system, and reports what was translated. */
@Command(
    name = "convert",
    description = {
      "Writes a flag file from the definitions of another system, and reports what was translated.",
      "With the system's own Java library on the class path, it counts the users who get another"
          + " answer."
    },
    mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
  private static final int USERS = 10_000;
  private static final int MAX_PROBLEMS = InvalidFlagsException.MAX_PROBLEMS;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SYSTEM",
      description = "the other system: ${COMPLETION-CANDIDATES}")
  private SourceSystem system = SourceSystem.TOGGLZ;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "the flag file to write; default standard output, and the report to the error")
  private @Nullable Path output;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "the report's format, text or json; default ${DEFAULT-VALUE}")
  private ConversionFormat format = ConversionFormat.TEXT;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "the application's time zone, such as Europe/Berlin; default this machine's")
  private ZoneId zone = ZoneId.systemDefault();

  @Option(names = "--strict", description = "exit with 1 if something changed or was left out")
  private boolean strict;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "the system's files, or one jdbc: URL of its tables")
  private List<String> inputs = List.of();

  /** The formats of the report. */
  enum ConversionFormat {
    TEXT,
    JSON
  }

  ConvertCommand() {}

  @Override
  public Integer call() {
    if (spec == null) {
      throw new CommandException("FILE is missing");
    }
    refuseOverwriting();
    ConvertedFlags converted = new ConvertedFlags(zone);
    OriginalInput input = read(converted);
    refuse(converted.problems());
    try {
      converted.read();
    } catch (InvalidFlagsException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
    ConversionReport report =
        new ConversionReport(
            system, converted, AnswerChanges.count(system, input, converted, USERS), USERS);
    PrintWriter out = spec.commandLine().getOut();
    if (output == null) {
      out.println(converted.file());
      print(report, spec.commandLine().getErr());
    } else {
      write(output, converted.file());
      print(report, out);
    }
    boolean incomplete =
        converted.notes().stream()
            .anyMatch(note -> note.result().compareTo(Translation.CHANGED) >= 0);
    return strict && incomplete ? Tools.FOUND : 0;
  }

  private void print(ConversionReport report, PrintWriter to) {
    if (format == ConversionFormat.JSON) {
      to.println(report.json());
    } else {
      report.text(to);
    }
    to.flush();
  }

  private OriginalInput read(ConvertedFlags converted) {
    if (inputs.stream().noneMatch(JdbcUrl::isUrl)) {
      List<Path> files = inputs.stream().map(Path::of).toList();
      Paths.mustExist(files);
      files.forEach(file -> system.convert(FlagFiles.bytes(file), file.toString(), converted));
      return new OriginalInput(files, null);
    }
    String url = inputs.get(0);
    String shown = JdbcUrl.withoutSecrets(url);
    if (inputs.size() > 1) {
      throw new CommandException("FILE: give one jdbc: URL alone, or files");
    }
    if (!system.hasTables()) {
      throw new CommandException(system + " has no tables; give the files of its flags");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      system.convertTables(connection, shown, converted);
    } catch (SQLException e) {
      String message = JdbcUrl.withoutSecretsIn(String.valueOf(e.getMessage()));
      throw new CommandException(shown + " cannot be read: " + message, e);
    }
    return new OriginalInput(List.of(), url);
  }

  private static void refuse(List<String> problems) {
    if (problems.isEmpty()) {
      return;
    }
    String shown = String.join("\n", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
    int more = problems.size() - MAX_PROBLEMS;
    throw new CommandException(more > 0 ? shown + "\nand " + more + " more problems" : shown);
  }

  private void refuseOverwriting() {
    if (output != null && Files.exists(output)) {
      throw new CommandException("--output: " + output + " exists already; choose another file");
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content + "\n", StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new CommandException("--output: " + file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
