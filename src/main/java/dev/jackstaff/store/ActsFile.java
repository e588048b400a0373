package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Stops;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.UnwrittenActs.Act;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The acts of safety that could not be written into a file yet, in a file beside it, so that they
 * outlive the process; it exists while there are any. It is a flag file that holds the acts alone.
 * Not thread-safe.
 */
final class ActsFile {
  private static final Logger LOG = System.getLogger(FileFlagStore.class.getName());

  private final Path path;
  private UnwrittenActs saved = UnwrittenActs.NONE;

  ActsFile(Path flags) {
    Path absolute = flags.toAbsolutePath();
    this.path = absolute.resolveSibling("." + absolute.getFileName() + ".unwritten");
  }

  /** Reads what an earlier process has left. */
  UnwrittenActs read() {
    UnwrittenActs acts = UnwrittenActs.NONE;
    try {
      if (Files.isRegularFile(path)) {
        for (Map.Entry<String, Stops> stop :
            Stops.ofDocument(Files.readAllBytes(path)).entrySet()) {
          Stops stops = stop.getValue();
          if (stops.killed() || stops.noRollout()) {
            Act act = new Act(stops.kill(), stops.noRollout(), "left by an earlier process");
            acts = acts.with(stop.getKey(), act);
          }
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, path + " cannot be read: " + e);
    }
    saved = acts;
    return acts;
  }

  /** Saves the acts where that is possible; they hold in this process in any case. */
  void save(UnwrittenActs acts) {
    if (acts.hasSameActs(saved)) {
      return;
    }
    try {
      if (acts.isEmpty()) {
        AtomicFile.delete(path);
      } else {
        AtomicFile.replace(path, document(acts));
      }
      saved = acts;
    } catch (IOException | InvalidFlagsException e) {
      LOG.log(Level.WARNING, "a restart would forget the acts that are not written: " + e);
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
