package dev.jackstaff.experiment;

import java.util.List;

/**
 * Where exposures and conversions go: a database, a file, or whatever listens. Called by one thread
 * of its own, so it may wait.
 */
public interface ExposureSink extends AutoCloseable {
  /**
   * Takes a batch. What it throws is reported, and the same batch comes again later; so a batch may
   * come twice, and a restarted node sends again what others have sent.
   *
   * @param exposures who saw what, each once per subject and assignment as far as memory reaches
   * @param conversions who did what
   * @throws Exception if it cannot be taken now
   */
  void write(List<Exposure> exposures, List<Conversion> conversions) throws Exception;

  /**
   * Called about every second while there is nothing to write; to tidy up.
   *
   * @throws Exception if it went wrong, which is reported
   */
  default void rest() throws Exception {}

  /** Called once, after the last batch. */
  @Override
  default void close() {}
}
