package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.Map;

/** Edits a document where two sets differ, and leaves the rest as it is written. */
final class DocumentEdit {
  private DocumentEdit() {}

  static byte[] apply(byte[] document, FlagSet before, FlagSet after) {
    byte[] edited = document;
    for (Map.Entry<String, Condition> segment : after.segments().entrySet()) {
      if (!segment.getValue().equals(before.segments().get(segment.getKey()))) {
        edited = FlagDocument.withSegment(edited, segment.getKey(), segment.getValue());
      }
    }
    for (Flag flag : after.flags()) {
      if (!flag.equals(before.find(flag.name()).orElse(null))) {
        edited = FlagDocument.withFlag(edited, flag);
      }
    }
    return without(edited, before, after);
  }

  private static byte[] without(byte[] document, FlagSet before, FlagSet after) {
    byte[] edited = document;
    for (Flag flag : before.flags()) {
      if (after.find(flag.name()).isEmpty()) {
        edited = FlagDocument.withoutFlag(edited, flag.name());
      }
    }
    for (String segment : before.segments().keySet()) {
      if (!after.segments().containsKey(segment)) {
        edited = FlagDocument.withoutSegment(edited, segment);
      }
    }
    return edited;
  }
}
