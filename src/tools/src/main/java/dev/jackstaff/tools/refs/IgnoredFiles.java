package dev.jackstaff.tools.refs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/**
 * Determines the files that version control ignores, by every .gitignore from the repository's root
 * down.
 */
final class IgnoredFiles {
  private final Map<Path, Optional<IgnoreNode>> rules = new HashMap<>();
  private final Map<Path, Boolean> directories = new HashMap<>();
  private final @Nullable Path root;

  /** For files under a directory, which may lie inside a repository. */
  IgnoredFiles(Path directory) {
    Path start = directory.toAbsolutePath().normalize();
    Path found = null;
    for (Path at = start; at != null && found == null; at = at.getParent()) {
      found = Files.exists(at.resolve(".git")) ? at : null;
    }
    this.root = found == null ? start : found;
  }

  boolean isIgnored(Path path, boolean directory) {
    Path file = path.toAbsolutePath().normalize();
    if (root == null || file.equals(root) || !file.startsWith(root)) {
      return false;
    }
    Path parent = file.getParent();
    boolean above = parent != null && !parent.equals(root) && Boolean.TRUE.equals(known(parent));
    return above || String.valueOf(file.getFileName()).equals(".git") || ruled(file, directory);
  }

  private @Nullable Boolean known(Path directory) {
    Boolean known = directories.get(directory);
    if (known == null) {
      known = isIgnored(directory, true);
      directories.put(directory, known);
    }
    return known;
  }

  /** The nearest rule wins, from the file's own directory up to the root. */
  private boolean ruled(Path file, boolean directory) {
    for (Path at = file.getParent(); at != null; at = at.getParent()) {
      IgnoreNode node = rules.computeIfAbsent(at, IgnoredFiles::read).orElse(null);
      if (node != null) {
        String relative = at.relativize(file).toString().replace('\\', '/');
        Boolean result = node.checkIgnored(relative, directory);
        if (result != null) {
          return result;
        }
      }
      if (at.equals(root)) {
        return false;
      }
    }
    return false;
  }

  private static Optional<IgnoreNode> read(Path directory) {
    Path file = directory.resolve(".gitignore");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      IgnoreNode node = new IgnoreNode();
      node.parse(in);
      return Optional.of(node);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
