package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.refs.Reference;
import dev.jackstaff.hygiene.refs.References;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that is wrong with a flag.
 *
 * @param verdict what
 * @param flag its name
 * @param message what it is and what to do next
 * @param places where, if anywhere in the code
 */
record Finding(Verdict verdict, String flag, String message, List<Reference> places) {

  /** What can be wrong with a flag, as far as definitions and code say it. */
  enum Verdict {
    UNREFERENCED,
    UNDEFINED,
    EXPIRED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static List<Finding> in(References found, FlagSet defined, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (String name : found.unreferenced(defined)) {
      String but = found.unknown().isEmpty() ? "" : ", unless a key that cannot be known is it";
      findings.add(
          new Finding(
              Verdict.UNREFERENCED, name, "is defined, and nowhere in the code" + but, List.of()));
    }
    for (String name : found.undefined(defined)) {
      String message = "is asked for, and not defined";
      findings.add(new Finding(Verdict.UNDEFINED, name, message, found.of(name)));
    }
    for (Flag flag : defined.flags()) {
      Instant expires = flag.about().expires();
      if (expires != null && expires.isBefore(now)) {
        String message = "has expired at " + expires + ", and should be removed";
        findings.add(new Finding(Verdict.EXPIRED, flag.name(), message, found.of(flag.name())));
      }
    }
    return findings;
  }
}
