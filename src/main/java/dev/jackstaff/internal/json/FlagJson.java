package dev.jackstaff.internal.json;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A single definition, as in a database row. References to other definitions are not checked.
 * Stateless and thread-safe.
 */
public final class FlagJson {
  private static final int REVISION_BYTES = 8;

  private FlagJson() {}

  /**
   * {@return the flag of a definition}
   *
   * @param name its name
   * @param json the definition: {@code true}, {@code false} or an object
   * @param place the name of the definition in messages
   * @throws dev.jackstaff.model.InvalidFlagsException with all problems
   */
  public static Flag readFlag(String name, String json, String place) {
    return readFlag(name, json, place, Provenance.FILE);
  }

  /**
   * {@return the flag of a definition}
   *
   * @param name its name
   * @param json the definition: {@code true}, {@code false} or an object
   * @param place the name of the definition in messages
   * @param origin the source of the definition, which limits the number of reported problems
   * @throws dev.jackstaff.model.InvalidFlagsException with the problems
   */
  public static Flag readFlag(String name, String json, String place, Provenance origin) {
    ParsedText tree = ParsedText.read(json, place, origin);
    DocumentProblems findings =
        new DocumentProblems(tree, place, DocumentForm.SINGLE, name, origin);
    Json root = Json.root(tree.root(), findings);
    // Null only after a problem with the name, which is thrown.
    return findings.collect(() -> Optional.ofNullable(FlagReader.read(name, root))).orElseThrow();
  }

  /**
   * {@return the condition of a segment}
   *
   * @param name the segment's name
   * @param json the condition, an object
   * @param place the name of the definition in messages
   * @throws dev.jackstaff.model.InvalidFlagsException with all problems
   */
  public static Condition readCondition(String name, String json, String place) {
    ParsedText tree = ParsedText.read(json, place, Provenance.FILE);
    DocumentProblems findings =
        new DocumentProblems(tree, place, DocumentForm.SINGLE, "segments." + name, Provenance.FILE);
    Json root = Json.root(tree.root(), findings);
    return findings.collect(() -> ConditionReader.read(root));
  }

  /**
   * {@return a flag's definition in canonical form: on one line, its properties in a fixed order,
   * without those that have their default value}
   *
   * @param flag the flag
   */
  public static String writeFlag(Flag flag) {
    return FlagWriter.write(flag).toString();
  }

  /**
   * {@return a condition in canonical form, on one line}
   *
   * @param condition the condition
   */
  public static String writeCondition(Condition condition) {
    return ConditionWriter.write(condition).toString();
  }

  /**
   * {@return a flag's revision: 16 hex digits of the SHA-256 of its canonical form, so it does not
   * depend on the layout of the definition}
   *
   * @param flag the flag
   */
  public static String revision(Flag flag) {
    return hash(writeFlag(flag));
  }

  /**
   * {@return a condition's revision, computed like that of a flag}
   *
   * @param condition the condition
   */
  public static String revision(Condition condition) {
    return hash(writeCondition(condition));
  }

  private static String hash(String canonical) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, REVISION_BYTES);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
