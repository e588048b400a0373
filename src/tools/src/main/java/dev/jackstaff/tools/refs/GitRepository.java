package dev.jackstaff.tools.refs;

import dev.jackstaff.hygiene.Origin;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.tools.refs.FirstSeen.NameInFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.jgit.api.BlameCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.blame.BlameResult;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/** One repository: what its history says of places in its files. */
final class GitRepository implements AutoCloseable {
  private static final int SHORT = 8;

  private final Repository repository;
  private final Path root;
  private final CodeOwners owners;
  private final Map<NameInFile, RevCommit> first = new HashMap<>();
  private final Map<String, Optional<BlameResult>> blamed = new HashMap<>();

  private GitRepository(Repository repository) throws IOException {
    this.repository = repository;
    this.root = repository.getWorkTree().toPath().toAbsolutePath().normalize();
    this.owners = CodeOwners.in(root);
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      throw new IllegalStateException(
          "the whole history is needed, but " + root + " is a shallow clone");
    }
  }

  static @Nullable GitRepository around(Path directory) {
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(directory.toFile());
    File found = builder.getGitDir();
    if (found == null) {
      return null;
    }
    try {
      Repository repository = builder.build();
      return repository.isBare() ? null : new GitRepository(repository);
    } catch (IOException e) {
      throw new UncheckedIOException(found + " cannot be read: " + e.getMessage(), e);
    }
  }

  boolean has(Path directory) {
    return directory.startsWith(root);
  }

  /** Looks for the first appearances of everything at once. */
  void read(Collection<Reference> places, Function<Reference, Path> file) throws IOException {
    Set<NameInFile> wanted = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Reference place : places) {
      if (place.flag() != null) {
        wanted.add(new NameInFile(path(file.apply(place)), place.flag()));
        names.add(place.flag());
      }
    }
    ObjectId head = repository.resolve(Constants.HEAD);
    if (head != null) {
      try (RevWalk walk = new RevWalk(repository)) {
        first.putAll(new FirstSeen(repository, walk, names).run(walk.parseCommit(head), wanted));
      }
    }
  }

  private String path(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  Origin origin(Reference place, Path file) {
    String path = path(file);
    RevCommit commit = commit(place, path);
    return commit == null
        ? new Origin(null, null, owner(path))
        : new Origin(
            FirstSeen.at(commit).atZone(ZoneOffset.UTC).toLocalDate(),
            commit.abbreviate(SHORT).name(),
            owner(path));
  }

  /** Returns the commit that added the name, or, if the name is not in the text, the line. */
  private @Nullable RevCommit commit(Reference place, String path) {
    RevCommit brought = place.flag() == null ? null : first.get(new NameInFile(path, place.flag()));
    if (brought != null) {
      return brought;
    }
    int line = place.line() - 1;
    return blamed(path)
        .filter(lines -> line >= 0 && line < lines.getResultContents().size())
        .map(lines -> lines.getSourceCommit(line))
        .orElse(null);
  }

  private @Nullable String owner(String path) {
    List<String> named = owners.of(path);
    return named == null
        ? blamed(path).map(GitRepository::most).orElse(null)
        : named.isEmpty() ? null : String.join(" ", named);
  }

  private static @Nullable String most(BlameResult lines) {
    Map<String, Integer> authors = new TreeMap<>();
    for (int i = 0; i < lines.getResultContents().size(); i++) {
      if (lines.getSourceCommit(i) != null) {
        authors.merge(lines.getSourceAuthor(i).getName(), 1, Integer::sum);
      }
    }
    return authors.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /**
   * Returns the commit of each line of the file in the work tree; changes of white space are
   * ignored.
   */
  private Optional<BlameResult> blamed(String path) {
    return blamed.computeIfAbsent(path, this::blame);
  }

  private Optional<BlameResult> blame(String path) {
    try {
      return Optional.ofNullable(
          new BlameCommand(repository)
              .setFilePath(path)
              .setFollowFileRenames(true)
              .setTextComparator(RawTextComparator.WS_IGNORE_ALL)
              .call());
    } catch (GitAPIException e) {
      throw new IllegalStateException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
