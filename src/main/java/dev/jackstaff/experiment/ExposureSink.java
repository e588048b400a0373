package dev.jackstaff.experiment;

import java.util.List;

/**
 * Where exposures and conversions go: a database, a file, or whatever listens. Called by one thread
 * of its own, so it may wait.
 */
public interface ExposureSink extends AutoCloseable {
  /**
   * Takes a batch. What it throws is reported, and the same items come again later; so an item may
   * come twice, and a restarted node sends again what others have sent.
   *
   * <p>A batch that is refused for its content, which SQL states of 21, 22, 23, 44, 54 and P0001
   * say, comes again in halves, until the items that are refused are alone; those are dropped and
   * counted. After another {@code SQLException} or {@code IOException} the batch comes again as a
   * whole, after pauses of up to 30 s. After any other exception it comes twice as a whole and then
   * in halves, and an item is dropped that fails alone while others are taken.
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
