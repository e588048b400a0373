package dev.jackstaff.internal.eval;

import dev.jackstaff.model.ActiveFlags;
import java.nio.charset.StandardCharsets;

/** Joins the names of the flags that are on. Names are ASCII, so a character is a byte. */
final class ActiveNames {
  private ActiveNames() {}

  static ActiveFlags of(Decisions answer, int limit) {
    int length = 0;
    int omitted = 0;
    for (FlagSlot place : answer.table().places()) {
      if (answer.decision(place).on()) {
        int more = place.name().length() + (length == 0 ? 0 : 1);
        // Once a name does not fit, no later name is listed, so that the order shows which are
        // missing.
        if (omitted == 0 && length + more <= limit) {
          length += more;
        } else {
          omitted++;
        }
      }
    }
    return new ActiveFlags(join(answer, length), omitted, limit);
  }

  /** Joins names up to a length. It allocates only the text and one copy. */
  private static String join(Decisions answer, int length) {
    byte[] text = new byte[length];
    int end = 0;
    for (FlagSlot place : answer.table().places()) {
      if (end >= length) {
        break;
      }
      if (answer.decision(place).on()) {
        if (end > 0) {
          text[end++] = ',';
        }
        end = append(place.name(), text, end);
      }
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static int append(String name, byte[] text, int end) {
    for (int i = 0; i < name.length(); i++) {
      text[end + i] = (byte) name.charAt(i);
    }
    return end + name.length();
  }
}
