package dev.jackstaff.tools.remove;

import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The removal of a flag from sources, and of its definition from a store.
 *
 * @param flag the flag's name
 * @param keep the result that the flag always has from now on: {@code on}, {@code off} or a variant
 * @param sources Java files, and directories of them and of other files
 * @param classpath the class path of the sources
 * @param write writes the sources, and removes the definition if nothing names the flag any more
 */
public record RemoveCommand(
    String flag, String keep, List<Path> sources, List<Path> classpath, boolean write) {

  /**
   * Copies the lists.
   *
   * @param flag the flag's name
   * @param keep the result that the flag always has from now on: {@code on}, {@code off} or a
   *     variant
   * @param sources Java files, and directories of them and of other files
   * @param classpath the class path of the sources
   * @param write writes the sources, and removes the definition if nothing names the flag any more
   */
  public RemoveCommand {
    sources = List.copyOf(sources);
    classpath = List.copyOf(classpath);
  }

  /**
   * Prints the diff, and on the other stream what is left; writes if that was asked for.
   *
   * @param store the definitions, or null
   * @param shown how to call the store in messages
   * @param out takes the diff
   * @param err takes everything else
   * @return the exit status: 0, or 1 if references are left, or 2 if the result would not compile
   * @throws IOException if a source cannot be read or written
   * @throws IllegalArgumentException if what is kept is not an answer of the flag
   */
  public int run(@Nullable WritableFlagStore store, String shown, PrintWriter out, PrintWriter err)
      throws IOException {
    Versioned<Flag> defined = store == null ? null : store.find(flag).orElse(null);
    Flag definition = defined == null ? null : defined.value();
    Removal removal = FlagRemoval.of(flag, new Kept(keep), definition, classpath).run(sources);
    out.print(removal.diff());
    removal.left().forEach(err::println);
    if (!compiles(removal, err)) {
      return 2;
    }
    if (write) {
      removal.write();
    }
    if (store != null && defined != null) {
      define(store, shown, defined, removal, err);
    }
    return removal.hasReferences() ? 1 : 0;
  }

  /** Returns true if the compiler takes the result, or did not take the sources before either. */
  private boolean compiles(Removal removal, PrintWriter err) throws IOException {
    if (removal.changed().isEmpty()) {
      return true;
    }
    Compilation compilation = Compilation.with(classpath, sources);
    List<String> before = compilation.errors(removal.before());
    if (!before.isEmpty()) {
      if (write) {
        err.println("not checked by the compiler, since it refuses the original sources:");
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
      WritableFlagStore store,
      String shown,
      Versioned<Flag> defined,
      Removal removal,
      PrintWriter err) {
    if (removal.hasReferences()) {
      err.println(flag + " stays defined, since it is still named in the places above");
    } else if (write) {
      Change change = Change.by("jackstaff-tools", "kept " + keep + ", and taken out of the code");
      store.remove(flag, defined.revision(), false, change);
      err.println(flag + " is removed from " + shown);
    } else {
      err.println(flag + " would be removed from " + shown + "; --write does it");
    }
  }
}
