package dev.jackstaff.hygiene.refs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The source files of compiled classes, which class files only know by their last name. */
final class SourceFiles {
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
    String directory = type.substring(0, type.lastIndexOf('/') + 1);
    for (Path candidate : byName.getOrDefault(String.valueOf(source), List.of())) {
      if (shown(candidate).endsWith("/" + directory + source) || declares(candidate, directory)) {
        return candidate;
      }
    }
    return null;
  }

  /** Where a class is, for people. */
  String place(String type, @Nullable String source) {
    Path file = find(type, source);
    return file != null
        ? shown(file)
        : type.substring(0, type.lastIndexOf('/') + 1)
            + (source == null ? type.substring(type.lastIndexOf('/') + 1) + ".class" : source);
  }

  /** Kotlin and Scala do not ask for directories that are named as the package is. */
  private static boolean declares(Path file, String directory) {
    String name = directory.isEmpty() ? "" : directory.substring(0, directory.length() - 1);
    Pattern declaration =
        Pattern.compile(
            "(?m)^\\s*package\\s+" + Pattern.quote(name.replace('/', '.')) + "\\s*;?\\s*$");
    return !name.isEmpty() && declaration.matcher(read(file)).find();
  }

  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
