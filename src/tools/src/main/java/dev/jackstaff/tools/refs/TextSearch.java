package dev.jackstaff.tools.refs;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds names in text. A name counts where it stands alone: a longer word that has it inside does
 * not, nor does a path of words, but for {@code flags.name} and {@code features.name}.
 */
final class TextSearch {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]+");
  private static final Pattern OWNER = Pattern.compile("(?i).*(flags|features)");
  private static final int MAX_LINE_LENGTH = 120;

  private final Set<String> names;

  TextSearch(Set<String> names) {
    this.names = names;
  }

  /** Searches a file and returns true if it is text; binary files and flag files are skipped. */
  boolean search(Path file, String shown, Consumer<Reference> found) {
    byte[] bytes = read(file);
    if (isBinary(bytes) || isDocument(file, bytes)) {
      return false;
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int line = i + 1;
      String text = lines.get(i);
      names(
          text,
          name -> found.accept(new Reference(name, Kind.TEXT, cut(text.strip()), shown, line)));
    }
    return true;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** Recognizes a binary file by git's rule: a zero near the start. */
  private static boolean isBinary(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, 8000); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** A document defines flags and does not ask for them. */
  private static boolean isDocument(Path file, byte[] bytes) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return false;
    }
    try {
      return FlagDocument.read(bytes, "document").size() > 0;
    } catch (InvalidFlagsException notOne) {
      return false;
    }
  }

  /** The names that a text has in it. */
  Set<String> in(byte[] bytes) {
    Set<String> all = new HashSet<>();
    new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> names(line, all::add));
    return all;
  }

  private void names(String line, Consumer<String> found) {
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String name = name(word.group());
      if (names.contains(name)) {
        found.accept(name);
      }
    }
  }

  /**
   * Returns the name in a word: without the dot that ends a sentence, and without {@code flags.}.
   */
  private String name(String word) {
    String bare = word.replaceAll("[.:-]+$", "");
    for (int dot = bare.indexOf('.'); dot > 0 && !names.contains(bare); ) {
      if (OWNER.matcher(bare.substring(0, dot)).matches()
          && names.contains(bare.substring(dot + 1))) {
        return bare.substring(dot + 1);
      }
      dot = bare.indexOf('.', dot + 1);
    }
    return bare;
  }

  private static String cut(String line) {
    return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + "…";
  }
}
