package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Versioned;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The version of a flag that a page shows and its form edits. A guard grants the steps of a
 * schedule while people edit, so a grant alone is no conflict.
 *
 * @param revision its revision
 * @param base a hash of its definition without the number of granted steps
 * @param granted the number of granted steps, or an empty text
 */
record EditedVersion(String revision, String base, String granted) {
  /** The version after a flag was removed. */
  static final EditedVersion NONE = new EditedVersion("", "", "");

  record VersionFields(String revision, String base, String granted) implements Fragment {}

  /**
   * The flag to write and the revision that it replaces.
   *
   * @param flag the flag
   * @param revision the revision; empty for a new flag
   */
  record FlagWrite(Flag flag, String revision) {}

  static EditedVersion of(Versioned<Flag> found) {
    return new EditedVersion(found.revision(), base(found.value()), granted(found.value()));
  }

  /** Returns the hash of a definition, which a grant does not change. */
  static String base(Flag flag) {
    return ShortHash.of(
        FlagJson.writeFlag(flag.toBuilder().schedule(ungranted(flag.schedule())).build()));
  }

  static EditedVersion in(FormData form) {
    return new EditedVersion(form.get("revision"), form.get("base"), form.get("granted"));
  }

  /** Returns the hidden fields of a form. */
  VersionFields fields() {
    return new VersionFields(revision, base, granted);
  }

  /**
   * Returns the flag to write in place of the present one. If only a grant has changed the flag
   * since, the wanted flag has its steps, and nobody has edited the number of granted steps, then
   * the grant is kept. A grant holds only for the steps that were judged.
   */
  FlagWrite replacing(@Nullable Versioned<Flag> present, Flag wanted) {
    if (present == null || !isGrantedSince(present.value())) {
      return new FlagWrite(wanted, revision);
    }
    Schedule steps = present.value().schedule();
    String number = granted(wanted);
    boolean kept = number.equals(granted) || number.equals(granted(present.value()));
    return kept && Objects.equals(ungranted(wanted.schedule()), ungranted(steps))
        ? new FlagWrite(wanted.toBuilder().schedule(steps).build(), present.revision())
        : new FlagWrite(wanted, revision);
  }

  /** Returns the revision to remove: the present one if only a grant has changed the flag. */
  String removing(Versioned<Flag> present) {
    return isGrantedSince(present.value()) ? present.revision() : revision;
  }

  /** Returns true if the flag is as it was, but for steps that were granted since. */
  private boolean isGrantedSince(Flag present) {
    return base.equals(base(present));
  }

  private static String granted(Flag flag) {
    Schedule schedule = flag.schedule();
    OptionalInt granted = schedule == null ? OptionalInt.empty() : schedule.granted();
    return granted.isPresent() ? Integer.toString(granted.getAsInt()) : "";
  }

  private static @Nullable Schedule ungranted(@Nullable Schedule schedule) {
    return schedule == null ? null : schedule.withGranted(0);
  }
}
