package dev.jackstaff.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/**
 * The command line of the tools jar. The exit status is 0 if all is well, 1 if something was found
 * that a command was told to fail on, and 2 if the command line is wrong or the work cannot be
 * done.
 */
@Command(
    name = "jackstaff-tools",
    description =
        "Finds where flags are used, removes old ones, checks flag files, and converts others.",
    subcommands = {
      RefsCommand.class,
      RemoveFlagCommand.class,
      CheckCommand.class,
      DiffCommand.class,
      ExplainCommand.class,
      ConvertCommand.class,
      HelpCommand.class
    },
    versionProvider = Tools.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is well",
      "1:a problem was found that --fail-on or --strict names",
      "2:the command line is wrong, or the work cannot be done"
    })
public final class Tools {
  static final int FOUND = 1;
  static final int FAILED = 2;

  private Tools() {}

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    // Libraries inside the jar log to nobody, which is no news to whoever runs a command.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs a command.
   *
   * @param out takes what was asked for
   * @param err takes warnings and refusals
   * @param args the command and its options
   * @return the exit status
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    int status =
        commandLine()
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Tools::failed)
            .execute(args);
    out.flush();
    err.flush();
    return status;
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tools());
  }

  /** Prints the message of an error that a user can mend, and the whole trace of any other. */
  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandException) {
      command.getErr().println(e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return FAILED;
  }

  /** The version that the jar's manifest names. */
  static final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      String version = Tools.class.getPackage().getImplementationVersion();
      return new String[] {"jackstaff-tools " + (version == null ? "(unpacked)" : version)};
    }
  }
}
