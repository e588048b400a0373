package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Provenance;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a flag file would make. They are applied definition by definition, in an order
 * in which the flags are valid after each step.
 */
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
    this.after = replace ? file : merged(before, file);
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
   * Applies the changes to the store; fails at the first definition that differs from the preview.
   */
  void apply(WritableFlagStore store, Change change) {
    Set<String> done = new HashSet<>();
    segments.stream()
        .filter(it -> it.after() != null)
        .forEach(it -> putSegment(store, it.name(), change, done));
    flags.stream()
        .filter(it -> it.after() != null)
        .forEach(it -> putFlag(store, it.name(), change, done));
    removedFirst().forEach(name -> remove(store, name, change));
    segments.stream()
        .filter(it -> it.after() == null)
        .forEach(it -> removeSegment(store, it.name(), change));
  }

  /** Returns the removed flags in order: a flag that requires others precedes them. */
  private List<String> removedFirst() {
    List<String> order = new ArrayList<>();
    flags.stream()
        .filter(it -> it.after() == null)
        .forEach(it -> dependentsFirst(it.name(), order));
    return order;
  }

  private void dependentsFirst(String name, List<String> order) {
    for (Flag flag : before.flags()) {
      boolean gone = after.find(flag.name()).isEmpty();
      if (gone && flag.requires().stream().anyMatch(other -> other.flag().equals(name))) {
        dependentsFirst(flag.name(), order);
      }
    }
    if (!order.contains(name)) {
      order.add(name);
    }
  }

  private void putSegment(WritableFlagStore store, String name, Change change, Set<String> done) {
    Condition wanted = after.segments().get(name);
    if (wanted == null || done.contains("segment " + name)) {
      return;
    }
    done.add("segment " + name);
    wanted.segments().forEach(other -> putSegment(store, other, change, done));
    if (!wanted.equals(before.segments().get(name))) {
      store.putSegment(name, wanted, segmentRevision(store, name), change);
    }
  }

  private void putFlag(WritableFlagStore store, String name, Change change, Set<String> done) {
    Flag wanted = after.find(name).orElse(null);
    if (wanted == null || done.contains(name)) {
      return;
    }
    done.add(name);
    wanted.requires().forEach(other -> putFlag(store, other.flag(), change, done));
    if (!wanted.equals(before.find(name).orElse(null))) {
      store.put(wanted, flagRevision(store, name), change);
    }
  }

  private void remove(WritableFlagStore store, String name, Change change) {
    String revision = flagRevision(store, name);
    if (revision != null) {
      store.remove(name, revision, false, change);
    }
  }

  private void removeSegment(WritableFlagStore store, String name, Change change) {
    String revision = segmentRevision(store, name);
    if (revision != null) {
      store.removeSegment(name, revision, change);
    }
  }

  private @Nullable String flagRevision(WritableFlagStore store, String name) {
    return revision(name, before.find(name).orElse(null), store.find(name).orElse(null));
  }

  private @Nullable String segmentRevision(WritableFlagStore store, String name) {
    return revision(name, before.segments().get(name), store.findSegment(name).orElse(null));
  }

  /** Returns the revision of the current definition, if it is still the one of the preview. */
  private static @Nullable String revision(
      String name, @Nullable Object seen, @Nullable Versioned<?> current) {
    if (!Objects.equals(seen, current == null ? null : current.value())) {
      throw new StaleRevisionException(name, "of the preview", current);
    }
    return current == null ? null : current.revision();
  }
}
