package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Provenance;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.WritableFlagStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The changes that a flag file would make. They are applied at once, all or none. */
final class ImportPlan {
  private final FlagSet before;
  private final FlagSet after;
  private final List<FlagChange> flags = new ArrayList<>();
  private final List<SegmentChange> segments = new ArrayList<>();

  /** A flag that is added (no before), changed, or removed (no after). */
  record FlagChange(String name, @Nullable Flag before, @Nullable Flag after) {}

  /** A segment that is added (no before), changed, or removed (no after). */
  record SegmentChange(String name, @Nullable Condition before, @Nullable Condition after) {}

  /** The largest number of changes of a kind that are shown or returned. */
  static final int MAX_SHOWN = 300;

  /**
   * Compares the flags with a file. With {@code replace}, definitions that the file does not have
   * are removed; else they are kept.
   */
  ImportPlan(FlagSet before, FlagSet file, boolean replace) {
    this.before = before;
    this.after =
        replace
            ? FlagSet.of(planned(before, file), file.segments(), before.plans())
            : merged(before, file);
    segments();
    for (Flag flag : after.flags()) {
      Flag old = before.find(flag.name()).orElse(null);
      if (!flag.equals(old)) {
        flags.add(new FlagChange(flag.name(), old, flag));
      }
    }
    for (Flag flag : before.flags()) {
      if (after.find(flag.name()).isEmpty()) {
        flags.add(new FlagChange(flag.name(), flag, null));
      }
    }
  }

  /** Reads a flag file from the sender; rejects one that is too large. */
  static FlagSet read(Exchange exchange, byte[] file, Provenance origin) {
    FlagDocument.bound(file, "file");
    return signed(exchange, FlagDocument.read(file, "file", origin));
  }

  /**
   * Returns the flags of a file with the sender as the author of its kills, except of those already
   * in force.
   */
  private static FlagSet signed(Exchange exchange, FlagSet file) {
    return FlagSet.of(
        file.flags().stream().map(exchange::signed).toList(), file.segments(), file.plans());
  }

  private static FlagSet merged(FlagSet before, FlagSet file) {
    Map<String, Flag> flags = new LinkedHashMap<>();
    before.flags().forEach(flag -> flags.put(flag.name(), flag));
    planned(before, file).forEach(flag -> flags.put(flag.name(), flag));
    Map<String, Condition> segments = new LinkedHashMap<>(before.segments());
    segments.putAll(file.segments());
    return FlagSet.of(flags.values(), segments, before.plans());
  }

  /**
   * Returns the flags of a file. An import writes no plans, so a flag keeps the name of its plan
   * only if the plan is the same here, and has its steps as its own otherwise.
   */
  private static Collection<Flag> planned(FlagSet before, FlagSet file) {
    Map<String, List<Schedule.Step>> common = new LinkedHashMap<>(before.plans());
    common.entrySet().retainAll(file.plans().entrySet());
    return FlagSet.of(file.flags(), file.segments(), common).flags();
  }

  private void segments() {
    TreeSet<String> names = new TreeSet<>(before.segments().keySet());
    names.addAll(after.segments().keySet());
    for (String name : names) {
      Condition old = before.segments().get(name);
      Condition now = after.segments().get(name);
      if (!Objects.equals(old, now)) {
        segments.add(new SegmentChange(name, old, now));
      }
    }
  }

  /** Returns the first changes of flags, up to the limit. */
  List<FlagChange> flags() {
    return flags.subList(0, Math.min(MAX_SHOWN, flags.size()));
  }

  /** Returns the first changes of segments, up to the limit. */
  List<SegmentChange> segmentChanges() {
    return segments.subList(0, Math.min(MAX_SHOWN, segments.size()));
  }

  int size() {
    return flags.size() + segments.size();
  }

  /** Returns the number of changes beyond those that are shown. */
  int hidden() {
    return Math.max(0, flags.size() - MAX_SHOWN) + Math.max(0, segments.size() - MAX_SHOWN);
  }

  boolean isEmpty() {
    return flags.isEmpty() && segments.isEmpty();
  }

  /**
   * Applies all changes to the store at once; applies none if a definition differs from the
   * preview.
   */
  void apply(WritableFlagStore store, Change change) {
    store.replace(before, after, change);
  }
}
