package dev.jackstaff.store;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Stops;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.UnwrittenActs.Act;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file of the acts of safety that could not yet be written into a flag file. It is a flag file
 * beside the other one, holds only the acts, outlives the process, and exists while there are any.
 * Not thread-safe.
 */
final class ActsFile {
  private static final Logger LOG = System.getLogger(FileFlagStore.class.getName());

  private final Path path;
  private UnwrittenActs saved = UnwrittenActs.NONE;
  private volatile boolean unsaved;
  private volatile @Nullable String damage;
  private String failure = "";

  ActsFile(Path flags) {
    Path absolute = flags.toAbsolutePath();
    this.path = absolute.resolveSibling("." + absolute.getFileName() + ".unwritten");
  }

  /**
   * Reads the acts that an earlier process has left. The file holds only acts of safety, so if a
   * part of it is damaged, each flag that it names is killed.
   */
  UnwrittenActs read() {
    UnwrittenActs acts = UnwrittenActs.NONE;
    try {
      if (Files.isRegularFile(path)) {
        acts = acts(Files.readAllBytes(path));
      }
    } catch (IOException e) {
      damaged("cannot be read: " + e);
    }
    saved = acts;
    return acts;
  }

  private UnwrittenActs acts(byte[] document) {
    boolean whole = isWhole(document);
    UnwrittenActs acts = UnwrittenActs.NONE;
    for (Map.Entry<String, Stops> stop : Stops.ofDocument(document).entrySet()) {
      Stops stops = stop.getValue();
      boolean known = stops.killed() || stops.noRollout();
      if (known || !whole) {
        Kill kill = known ? stops.kill() : new Kill(null, null, "its record is damaged");
        String reason = "left by an earlier process" + (whole ? "" : ", in a damaged file");
        acts = acts.with(stop.getKey(), new Act(kill, stops.noRollout(), reason));
      }
    }
    if (!whole) {
      damaged(
          "is damaged; the flags that can be read from it are stopped: " + acts.byFlag().keySet());
    }
    return acts;
  }

  private boolean isWhole(byte[] document) {
    try {
      FlagDocument.read(document, path.toString());
      return true;
    } catch (InvalidFlagsException e) {
      return false;
    }
  }

  private void damaged(String how) {
    String line = OneLine.of(path.getFileName() + " " + how, 2_000);
    damage = line;
    LOG.log(Level.ERROR, "acts of safety of an earlier process may be lost: " + line);
  }

  /** Returns why the file of an earlier process cannot be read, or null. */
  @Nullable String damage() {
    return damage;
  }

  /** Returns true if a restart would lose acts, because they could not be saved. */
  boolean hasUnsavedActs() {
    return unsaved;
  }

  /** Notes that acts could not be saved; logs each reason once. */
  void notSaved(Throwable why) {
    unsaved = true;
    String text = why.toString();
    if (!text.equals(failure)) {
      failure = text;
      LOG.log(Level.ERROR, "a restart would lose the acts that are not written: " + text);
    }
  }

  /** Saves the acts if possible; they are in force in this process in any case. */
  void save(UnwrittenActs acts) {
    if (acts.hasSameActs(saved)) {
      unsaved = false;
      return;
    }
    try {
      if (acts.isEmpty()) {
        AtomicFile.delete(path);
      } else {
        AtomicFile.replace(path, document(acts));
      }
      saved = acts;
      unsaved = false;
      damage = null;
      failure = "";
    } catch (IOException | InvalidFlagsException e) {
      notSaved(e);
    }
  }

  private static byte[] document(UnwrittenActs acts) {
    List<Flag> flags = new ArrayList<>();
    acts.byFlag()
        .forEach(
            (name, act) -> {
              Flag.Builder flag = Flag.builder(name).killed(act.kill());
              flags.add((act.noRollout() ? flag.percentage(0) : flag).build());
            });
    return FlagDocument.write(FlagSet.of(flags));
  }
}
