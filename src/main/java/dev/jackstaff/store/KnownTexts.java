package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagColumns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a row that this node knows already. PostgreSQL compares their digests, and sends
 * only the texts that differ, so that a large definition is not sent while other writers wait.
 * Immutable.
 *
 * @param row the row
 * @param digests the digest of each of its texts; none for texts so short that they are always sent
 */
record KnownTexts(TableRow row, List<String> digests) {
  /** The number of characters above which a digest costs less than sending the text. */
  private static final int MIN_LENGTH = 10_000;

  /** The placeholder for a known text; it is not JSON. */
  private static final String SAME = "=";

  private static final String FLAG =
      "'flag', name, enabled, rollout_percentage, "
          + unlessKnown("allowed_users")
          + ", "
          + unlessKnown("metadata")
          + ", "
          + unlessKnown("definition")
          + ", revision, projected";

  private static final String SEGMENT =
      "'segment', name, NULL, NULL, NULL, NULL, "
          + unlessKnown("definition")
          + ", revision, projected";

  private static String unlessKnown(String column) {
    return "CASE WHEN md5(CAST("
        + column
        + " AS text)) = ? THEN '"
        + SAME
        + "' ELSE CAST("
        + column
        + " AS text) END";
  }

  static KnownTexts of(TableRow row) {
    FlagColumns columns = row.columns();
    List<String> digests = new ArrayList<>();
    if (isLarge(row)) {
      if (row.kind() == DefinitionKind.FLAG) {
        digests.add(digest(columns.users()));
        digests.add(digest(columns.metadata()));
      }
      digests.add(digest(columns.definition()));
    }
    return new KnownTexts(row, List.copyOf(digests));
  }

  /** Returns true if the texts of a row are long. */
  static boolean isLarge(TableRow row) {
    return length(row) >= MIN_LENGTH;
  }

  /** Returns the number of characters in the texts of a row. */
  static long length(TableRow row) {
    FlagColumns columns = row.columns();
    return length(columns.users()) + length(columns.metadata()) + length(columns.definition());
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static String digest(@Nullable String text) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return text == null
          ? ""
          : HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has MD5", missing);
    }
  }

  boolean isEmpty() {
    return digests.isEmpty();
  }

  /** Returns the columns to read, with a parameter for each digest. */
  String columns() {
    return row.kind() == DefinitionKind.FLAG ? FLAG : SEGMENT;
  }

  /** Returns a row with the known texts in place of the placeholders. */
  TableRow fill(TableRow read) {
    FlagColumns found = read.columns();
    FlagColumns known = row.columns();
    FlagColumns whole =
        new FlagColumns(
            found.enabled(),
            found.percentage(),
            text(found.users(), known.users()),
            text(found.metadata(), known.metadata()),
            text(found.definition(), known.definition()));
    return new TableRow(read.kind(), read.name(), whole, read.revision(), read.projected());
  }

  private static @Nullable String text(@Nullable String found, @Nullable String known) {
    return SAME.equals(found) ? known : found;
  }
}
