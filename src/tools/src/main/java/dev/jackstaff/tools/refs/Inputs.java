package dev.jackstaff.tools.refs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;

/** The files to search under some paths: classes, their sources, and text. */
final class Inputs implements AutoCloseable {
  private static final Set<String> COMPILED = Set.of("java", "kt", "scala", "groovy");
  private static final Set<String> ARCHIVES = Set.of("jar", "war");
  private static final long MAX_TEXT_SIZE = 4L << 20;

  private final Map<String, ClassFile> classes = new LinkedHashMap<>();
  private final List<Path> texts = new ArrayList<>();
  private final List<ZipFile> jars = new ArrayList<>();
  private final List<Path> empty = new ArrayList<>();
  private int read;
  private final SourceFiles sources;
  private final boolean textOnly;
  private final Progress progress;

  /** Creates the inputs; {@code textOnly} leaves out classes and Java sources. */
  Inputs(Path base, List<Path> paths, boolean textOnly, Progress progress) {
    this.sources = new SourceFiles(base);
    this.textOnly = textOnly;
    this.progress = progress;
    for (Path path : paths) {
      int before = read;
      add(path);
      if (read == before) {
        empty.add(path);
      }
    }
  }

  Map<String, ClassFile> classes() {
    return classes;
  }

  List<Path> texts() {
    return texts;
  }

  SourceFiles sources() {
    return sources;
  }

  /** The sources that none of the classes comes from, and empty paths, as they are shown. */
  List<String> uncompiled() {
    List<String> all = new ArrayList<>(sources.without(classes.values()));
    empty.forEach(path -> all.add(sources.shown(path)));
    return all;
  }

  private void add(Path path) {
    IgnoredFiles ignored = new IgnoredFiles(Files.isDirectory(path) ? path : parent(path));
    try {
      // A link is followed if it is named, and what is found is shown behind it.
      Path start = Files.isSymbolicLink(path) ? path.toRealPath() : path;
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes about) {
              return directory.endsWith(".git")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes about)
                throws IOException {
              if (Files.isRegularFile(file)) {
                Path shown = path.resolve(start.relativize(file).toString());
                add(shown, about.size(), file.equals(start), ignored);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: " + e, e);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private void add(Path file, long size, boolean named, IgnoredFiles ignored) throws IOException {
    read++;
    String name = String.valueOf(file.getFileName());
    String kind = name.substring(name.lastIndexOf('.') + 1);
    if (kind.equals("class")) {
      if (!textOnly) {
        add(Files.readAllBytes(file), new ClassLocation(file, null, name));
      }
    } else if (ARCHIVES.contains(kind)) {
      if (named && !textOnly) {
        archive(file);
      }
    } else if (textOnly ? kind.equals("java") : COMPILED.contains(kind)) {
      sources.add(file);
    } else if (size <= MAX_TEXT_SIZE && (named || !ignored.isIgnored(file, false))) {
      texts.add(file);
    }
  }

  private void archive(Path file) throws IOException {
    ZipFile jar = new ZipFile(file.toFile());
    jars.add(jar);
    jar.stream()
        .filter(entry -> entry.getName().endsWith(".class"))
        .filter(entry -> !entry.getName().startsWith("META-INF/"))
        .forEach(
            entry -> {
              ClassLocation location = new ClassLocation(file, jar, entry.getName());
              add(location.read(), location);
            });
  }

  private void add(byte[] bytes, ClassLocation location) {
    try {
      ClassFile file = ClassDigest.read(bytes, location);
      // The first wins, as on a class path.
      classes.putIfAbsent(file.name(), file);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          location.path() + ": " + location.entry() + " is not a class that can be read: " + e, e);
    }
    progress.at("classes", classes.size(), 0);
  }

  @Override
  public void close() {
    for (ZipFile jar : jars) {
      try {
        jar.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
