package dev.jackstaff.tools.refs;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the git repositories around files since when references are there, and who owns them. */
final class GitHistory implements AutoCloseable {
  private final Path base;
  private final Progress progress;
  private final Map<Path, @Nullable GitRepository> around = new HashMap<>();
  private final List<GitRepository> repositories = new ArrayList<>();

  GitHistory(Path base, Progress progress) {
    this.base = base.toAbsolutePath().normalize();
    this.progress = progress;
  }

  References add(References found) {
    Map<GitRepository, List<Reference>> asked = new LinkedHashMap<>();
    for (Reference place : found.all()) {
      GitRepository repository = around(place);
      if (repository != null) {
        asked.computeIfAbsent(repository, r -> new ArrayList<>()).add(place);
      }
    }
    try {
      for (Map.Entry<GitRepository, List<Reference>> one : asked.entrySet()) {
        progress.at("commits", 0, 0);
        one.getKey().read(one.getValue(), this::file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the history cannot be read: " + e.getMessage(), e);
    }
    return found.map(this::with);
  }

  private Reference with(Reference place) {
    GitRepository repository = around(place);
    return repository == null ? place : place.with(repository.origin(place, file(place)));
  }

  private Path file(Reference place) {
    return base.resolve(place.file());
  }

  /** The repository of a place's file, if there is the file and around it a repository. */
  private @Nullable GitRepository around(Reference place) {
    Path directory = file(place).getParent();
    return directory == null || !Files.isRegularFile(file(place)) ? null : around(directory);
  }

  private @Nullable GitRepository around(Path directory) {
    if (!around.containsKey(directory)) {
      GitRepository known =
          repositories.stream().filter(r -> r.has(directory)).findFirst().orElse(null);
      GitRepository repository = known != null ? known : GitRepository.around(directory);
      around.put(directory, repository);
      if (known == null && repository != null) {
        repositories.add(repository);
      }
    }
    return around.get(directory);
  }

  @Override
  public void close() {
    repositories.forEach(GitRepository::close);
  }
}
