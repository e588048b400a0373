package dev.jackstaff.tools.refs;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The source files of compiled classes, which class files only know by their last name. */
final class SourceFiles {
  private static final Pattern PACKAGE =
      Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*[;:{]?\\s*$");

  private static final Pattern DECLARATION =
      Pattern.compile("\\b(class|interface|enum|record|object|trait|fun|def|val|var)\\s+\\w");

  private final Path base;
  private final Map<String, List<Path>> byName = new HashMap<>();

  SourceFiles(Path base) {
    this.base = base.toAbsolutePath().normalize();
  }

  void add(Path file) {
    byName.computeIfAbsent(String.valueOf(file.getFileName()), n -> new ArrayList<>()).add(file);
  }

  /** A file's path as the person who searches would write it. */
  String shown(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }

  /** The file that a class comes from, or null if it is not among the sources. */
  @Nullable Path find(String type, @Nullable String source) {
    for (Path candidate : byName.getOrDefault(String.valueOf(source), List.of())) {
      if (isFrom(type, candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private boolean isFrom(String type, Path file) {
    String directory = type.substring(0, type.lastIndexOf('/') + 1);
    String place = "/" + directory + file.getFileName();
    return ("/" + shown(file)).endsWith(place) || declares(file, directory);
  }

  /** The sources of which there are no classes, though they declare something. */
  List<String> without(Collection<ClassFile> classes) {
    Map<Integer, Set<Path>> open = new HashMap<>();
    byName.forEach((name, files) -> open.put(name.hashCode(), new LinkedHashSet<>(files)));
    for (ClassFile type : classes) {
      type.sources()
          .mapToObj(hash -> open.getOrDefault(hash, new HashSet<>()))
          .forEach(files -> files.removeIf(file -> isFrom(type.name(), file)));
    }
    return open.values().stream()
        .flatMap(Set::stream)
        .filter(SourceFiles::declares)
        .map(this::shown)
        .sorted()
        .toList();
  }

  /** Not a description of a package, or a file of comments. */
  private static boolean declares(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.equals("package-info.java")
        && !name.equals("module-info.java")
        && DECLARATION.matcher(read(file)).find();
  }

  /** Returns the place of a class, for people. */
  String place(String type, @Nullable String source) {
    Path file = find(type, source);
    return file != null
        ? shown(file)
        : type.substring(0, type.lastIndexOf('/') + 1)
            + (source == null ? type.substring(type.lastIndexOf('/') + 1) + ".class" : source);
  }

  /**
   * Kotlin and Scala do not ask for directories that are named as the package is; Scala has it in
   * parts as well.
   */
  private static boolean declares(Path file, String directory) {
    String name = directory.isEmpty() ? "" : directory.substring(0, directory.length() - 1);
    String text = name.isEmpty() ? "" : read(file);
    String said = PACKAGE.matcher(text).results().map(m -> m.group(1)).collect(joining("."));
    return !name.isEmpty() && said.equals(name.replace('/', '.'));
  }

  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
