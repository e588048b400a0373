package dev.jackstaff.tools.remove;

import dev.jackstaff.internal.jdbc.JdbcUrl;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code remove FLAG --keep on|off|VARIANT [--flags FILE|jdbc:…] [--classpath …] [--write]
 * SOURCES…} on the command line.
 */
public final class RemoveCommand {
  /** How it is called. */
  public static final String USAGE =
      "remove FLAG --keep on|off|VARIANT [--flags FILE|jdbc:...] [--classpath PATH] [--write]"
          + " SOURCES...";

  private @Nullable String flag;
  private @Nullable String keep;
  private @Nullable String flags;
  private final List<Path> classpath = new ArrayList<>();
  private final List<Path> sources = new ArrayList<>();
  private boolean write;

  private RemoveCommand(List<String> arguments) {
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      take(rest.next(), rest);
    }
    if (flag == null || keep == null || sources.isEmpty()) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
  }

  private void take(String argument, Iterator<String> rest) {
    switch (argument) {
      case "--keep" -> keep = value(argument, rest);
      case "--flags" -> flags = value(argument, rest);
      case "--classpath" ->
          Arrays.stream(value(argument, rest).split(File.pathSeparator, -1))
              .map(Path::of)
              .forEach(classpath::add);
      case "--write" -> write = true;
      default -> {
        if (argument.startsWith("-")) {
          throw new IllegalArgumentException("unknown option " + argument + "; usage: " + USAGE);
        }
        if (flag == null) {
          flag = argument;
        } else {
          sources.add(Path.of(argument));
        }
      }
    }
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value; usage: " + USAGE);
    }
    return rest.next();
  }

  /**
   * Runs the command: prints the diff, and on the other stream what is left; with {@code --write}
   * writes the sources, and removes the flag's definition if nothing names it any more.
   *
   * @param arguments those behind {@code remove}
   * @param out takes the diff
   * @param err takes everything else
   * @return the exit status: 0, or 1 if references are left, or 2 if it was not called right or the
   *     result would not compile
   * @throws IOException if a source cannot be read or written
   */
  public static int run(List<String> arguments, PrintWriter out, PrintWriter err)
      throws IOException {
    try {
      return new RemoveCommand(arguments).run(out, err);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private int run(PrintWriter out, PrintWriter err) throws IOException {
    String name = String.valueOf(flag);
    try (WritableFlagStore store = store()) {
      Versioned<Flag> defined = store == null ? null : store.find(name).orElse(null);
      Flag definition = defined == null ? null : defined.value();
      Kept kept = new Kept(String.valueOf(keep));
      Removal removal = FlagRemoval.of(name, kept, definition, classpath).run(sources);
      out.print(removal.diff());
      removal.left().forEach(err::println);
      if (!compiles(removal, err)) {
        return 2;
      }
      if (write) {
        removal.write();
      }
      define(store, defined, removal, err);
      return removal.hasReferences() ? 1 : 0;
    }
  }

  /** Whether the compiler takes the result, if it took the sources as they were. */
  private boolean compiles(Removal removal, PrintWriter err) throws IOException {
    if (removal.changed().isEmpty()) {
      return true;
    }
    Compilation compilation = Compilation.with(classpath, sources);
    List<String> before = compilation.errors(removal.before());
    if (!before.isEmpty()) {
      if (write) {
        err.println("not checked by the compiler, which refuses the sources as they were:");
        err.println(before.get(0));
        err.println("--classpath names what they are compiled with");
      }
      return true;
    }
    List<String> after = compilation.errors(removal.after());
    if (!after.isEmpty()) {
      err.println("nothing is written, since the result would not compile:");
      after.forEach(err::println);
    }
    return after.isEmpty();
  }

  private void define(
      @Nullable WritableFlagStore store,
      @Nullable Versioned<Flag> defined,
      Removal removal,
      PrintWriter err) {
    if (store == null || defined == null) {
      return;
    }
    String name = defined.value().name();
    if (removal.hasReferences()) {
      err.println(name + " stays defined, since it is still named in the places above");
    } else if (write) {
      Change change = Change.by("jackstaff-tools", "kept " + keep + ", and taken out of the code");
      store.remove(name, defined.revision(), false, change);
      err.println(name + " is removed from " + shown());
    } else {
      err.println(name + " would be removed from " + shown() + "; --write does it");
    }
  }

  private String shown() {
    String where = String.valueOf(flags);
    return where.startsWith("jdbc:") ? JdbcUrl.withoutSecrets(where) : where;
  }

  private @Nullable WritableFlagStore store() {
    if (flags == null) {
      return null;
    }
    return flags.startsWith("jdbc:")
        ? JdbcFlagStore.builder(flags).build()
        : FileFlagStore.watching(Path.of(flags));
  }
}
