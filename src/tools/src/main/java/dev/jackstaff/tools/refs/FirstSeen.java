package dev.jackstaff.tools.refs;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the commits that first brought names to files.
 *
 * <p>It walks the whole history once, children before parents, and takes along which files somebody
 * wants to know of, each under the name that it has in that commit. A commit brought a name to a
 * file if the file has it there, and in none of the commit's parents; so a merge brings nothing,
 * and a file that is only renamed keeps its past. Of several such commits the oldest counts.
 */
final class FirstSeen {
  private final Repository repository;
  private final RevWalk walk;
  private final TextSearch names;
  private final Map<ObjectId, Map<String, Set<NameInFile>>> open = new HashMap<>();
  private final Map<ObjectId, Set<String>> contents = new HashMap<>();
  private final Map<NameInFile, RevCommit> found = new HashMap<>();

  FirstSeen(Repository repository, RevWalk walk, Collection<String> names) {
    this.repository = repository;
    this.walk = walk;
    this.names = new TextSearch(Set.copyOf(names));
  }

  /** A name, and the path of a file as it is now. */
  record NameInFile(String path, String name) {}

  /** The path and content of a file in a commit's parent; null if it was not there. */
  private record Before(@Nullable String path, @Nullable ObjectId blob) {
    static final Before NONE = new Before(null, null);
  }

  Map<NameInFile, RevCommit> run(RevCommit head, Collection<NameInFile> wanted) throws IOException {
    Map<String, Set<NameInFile>> files = open.computeIfAbsent(head.getId(), id -> new HashMap<>());
    wanted.forEach(one -> add(files, one.path(), Set.of(one)));
    walk.sort(RevSort.TOPO);
    walk.markStart(head);
    for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
      Map<String, Set<NameInFile>> here = open.remove(commit.getId());
      if (here != null) {
        look(commit, here);
      }
    }
    return found;
  }

  private static void add(Map<String, Set<NameInFile>> files, String path, Set<NameInFile> wanted) {
    files.computeIfAbsent(path, p -> new LinkedHashSet<>()).addAll(wanted);
  }

  private void look(RevCommit commit, Map<String, Set<NameInFile>> here) throws IOException {
    Map<String, Set<String>> inherited = new HashMap<>();
    Set<String> same = new HashSet<>();
    for (RevCommit parent : commit.getParents()) {
      walk.parseHeaders(parent);
      Map<String, Before> changed = changed(commit, parent, here.keySet());
      for (Map.Entry<String, Set<NameInFile>> file : here.entrySet()) {
        Before before = changed.get(file.getKey());
        if (before == null) {
          same.add(file.getKey());
          pass(file.getValue(), parent, file.getKey());
        } else if (before.path() != null) {
          pass(file.getValue(), parent, before.path());
          inherited.computeIfAbsent(file.getKey(), p -> new HashSet<>()).addAll(in(before.blob()));
        }
      }
    }
    here.keySet().removeAll(same);
    for (Map.Entry<String, Set<NameInFile>> file : here.entrySet()) {
      Set<String> old = inherited.getOrDefault(file.getKey(), Set.of());
      brought(commit, file.getKey(), file.getValue(), old);
    }
  }

  private void pass(Set<NameInFile> wanted, RevCommit parent, String path) {
    add(open.computeIfAbsent(parent.getId(), id -> new HashMap<>()), path, wanted);
  }

  private void brought(RevCommit commit, String path, Set<NameInFile> wanted, Set<String> old)
      throws IOException {
    try (TreeWalk at = TreeWalk.forPath(repository, path, commit.getTree())) {
      Set<String> now = at == null ? Set.of() : in(at.getObjectId(0));
      for (NameInFile one : wanted) {
        if (now.contains(one.name()) && !old.contains(one.name())) {
          found.merge(one, commit, FirstSeen::older);
        }
      }
    }
  }

  private static RevCommit older(RevCommit a, RevCommit b) {
    return at(b).isBefore(at(a)) ? b : a;
  }

  static Instant at(RevCommit commit) {
    return commit.getAuthorIdent().getWhenAsInstant();
  }

  /** Returns the files that differ in a parent. */
  private Map<String, Before> changed(RevCommit commit, RevCommit parent, Set<String> files)
      throws IOException {
    Map<String, Before> changed = new HashMap<>();
    try (TreeWalk trees = trees(parent, commit)) {
      TreeFilter only = PathFilterGroup.createFromStrings(files);
      trees.setFilter(AndTreeFilter.create(only, TreeFilter.ANY_DIFF));
      while (trees.next()) {
        boolean there = trees.getFileMode(0) != FileMode.MISSING;
        String path = trees.getPathString();
        changed.put(path, there ? new Before(path, trees.getObjectId(0)) : Before.NONE);
      }
    }
    if (changed.containsValue(Before.NONE)) {
      renamed(commit, parent, changed);
    }
    return changed;
  }

  /** Finds the old names of files that were renamed in a commit. */
  private void renamed(RevCommit commit, RevCommit parent, Map<String, Before> changed)
      throws IOException {
    RenameDetector renames = new RenameDetector(repository);
    try (TreeWalk trees = trees(parent, commit)) {
      trees.setFilter(TreeFilter.ANY_DIFF);
      renames.addAll(DiffEntry.scan(trees));
    }
    for (DiffEntry entry : renames.compute()) {
      if (entry.getChangeType() == DiffEntry.ChangeType.RENAME) {
        Before before = new Before(entry.getOldPath(), entry.getOldId().toObjectId());
        changed.replace(entry.getNewPath(), Before.NONE, before);
      }
    }
  }

  private TreeWalk trees(RevCommit parent, RevCommit commit) throws IOException {
    TreeWalk trees = new TreeWalk(repository, walk.getObjectReader());
    trees.setRecursive(true);
    trees.addTree(parent.getTree());
    trees.addTree(commit.getTree());
    return trees;
  }

  /** The names that a file has in it. */
  private Set<String> in(@Nullable ObjectId blob) throws IOException {
    Set<String> known = blob == null ? Set.<String>of() : contents.get(blob);
    if (known == null) {
      ObjectLoader loader = walk.getObjectReader().open(blob);
      known = loader.isLarge() ? Set.of() : names.in(loader.getCachedBytes());
      contents.put(blob, known);
    }
    return known;
  }
}
