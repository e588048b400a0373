package dev.jackstaff.tools.refs;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the places that ask for flags, in compiled classes and in text. Classes that were
 * compiled with lines, and whose sources are among the paths, are shown with file and line.
 *
 * <pre>{@code
 * References found =
 *     ReferenceSearch.in(Path.of("target/classes"), Path.of("src/main")).run();
 * }</pre>
 *
 * <p>Needs {@code org.ow2.asm:asm-analysis} and {@code org.eclipse.jgit:org.eclipse.jgit} on the
 * class path, which the tools jar has inside. Not thread-safe.
 */
public final class ReferenceSearch {
  private final List<Path> paths;
  private final List<AskingMethod> methods = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private Path base = Path.of("");
  private boolean textOnly;
  private boolean origins;
  private Progress progress = Progress.NONE;

  private ReferenceSearch(List<Path> paths) {
    this.paths = paths;
  }

  /**
   * {@return a search}
   *
   * @param paths directories and jars of classes, and directories of sources and text
   */
  public static ReferenceSearch in(Path... paths) {
    return new ReferenceSearch(List.of(paths));
  }

  /**
   * Looks for the names of flags in text and among the strings of classes as well; without it, for
   * those that classes ask for.
   *
   * @param defined the flags
   * @return this
   */
  public ReferenceSearch of(FlagSet defined) {
    defined.flags().stream().map(Flag::name).forEach(names::add);
    return this;
  }

  /**
   * Counts a method of your own or of another library as asking. One that only hands its argument
   * to a method that asks is found without it.
   *
   * @param method such as {@code com.acme.Toggles.isActive}, with {@code :1} behind it if the key
   *     is the second argument
   * @return this
   * @throws IllegalArgumentException if it is not of this form
   */
  public ReferenceSearch asking(String method) {
    methods.add(AskingMethod.parse(method));
    return this;
  }

  /**
   * Shows files as seen from a directory; default where the process was started.
   *
   * @param directory the directory
   * @return this
   */
  public ReferenceSearch from(Path directory) {
    base = directory;
    return this;
  }

  /**
   * Looks in text alone, which is everything but classes and Java then: sources in other languages
   * as well.
   *
   * @return this
   */
  public ReferenceSearch textOnly() {
    textOnly = true;
    return this;
  }

  /**
   * Asks the git repository around each file since when a place is there, and who owns the file.
   * Reads the history back to where the file began.
   *
   * @return this
   */
  public ReferenceSearch origins() {
    origins = true;
    return this;
  }

  /**
   * Tells how far the search is.
   *
   * @param listener told often
   * @return this
   */
  public ReferenceSearch progress(Progress listener) {
    progress = listener;
    return this;
  }

  /**
   * {@return what is found; took two seconds for 5,000 classes on two busy cores}
   *
   * @throws UncheckedIOException if something cannot be read
   * @throws IllegalArgumentException if a class file is not one
   * @throws IllegalStateException if the repository has only a part of its history
   */
  public References run() {
    References found = search();
    if (!origins) {
      return found;
    }
    try (GitHistory history = new GitHistory(base, progress)) {
      return history.add(found);
    }
  }

  private References search() {
    try (Inputs inputs = new Inputs(base, paths, textOnly, progress)) {
      ClassTable table = new ClassTable(inputs.classes());
      List<Reference> found = new ArrayList<>(asked(table, inputs.sources()));
      Set<String> wanted = new LinkedHashSet<>(names);
      found.stream().map(Reference::flag).forEach(flag -> addTo(wanted, flag));
      NamedStrings named = new NamedStrings(table, inputs.sources(), wanted);
      found.addAll(named.run(References.of(found, 0, 0)));
      int read = texts(inputs, wanted, found);
      return References.of(found, inputs.classes().size(), read, inputs.uncompiled());
    }
  }

  private static void addTo(Set<String> names, @Nullable String flag) {
    if (flag != null) {
      names.add(flag);
    }
  }

  private List<Reference> asked(ClassTable table, SourceFiles sources) {
    return new CodeSearch(table, AskingMethod.with(methods))
        .run(progress).stream()
            .map(
                place ->
                    new Reference(
                        place.flag(),
                        Kind.ASKED,
                        place.how(),
                        sources.place(place.type(), place.source()),
                        place.line()))
            .toList();
  }

  private int texts(Inputs inputs, Set<String> wanted, List<Reference> found) {
    TextSearch search = new TextSearch(wanted);
    int read = 0;
    int done = 0;
    for (Path file : inputs.texts()) {
      progress.at("text files", done++, inputs.texts().size());
      read += search.search(file, inputs.sources().shown(file), found::add) ? 1 : 0;
    }
    return read;
  }
}
