package dev.jackstaff.experiment;

import java.util.List;

/**
 * A destination of exposures and conversions: a database, a file, or a listener. It is called on a
 * thread of its own, so it may block.
 */
public interface ExposureSink extends AutoCloseable {
  /**
   * Writes a batch. An exception is reported, and the same items are sent again later. So an item
   * may arrive twice, and a restarted node sends items again that were sent before.
   *
   * <p>A batch that is refused for its content (SQL state 21, 22, 23, 44, 54 or P0001) is sent
   * again in halves, until each refused item is alone; those items are dropped and counted. After
   * another {@code SQLException} or an {@code IOException} the batch is sent again as a whole,
   * after pauses of up to 30 s. After any other exception it is sent twice as a whole and then in
   * halves; an item that fails alone while others are accepted is dropped.
   *
   * @param exposures the exposures, each sent once per subject and assignment as far as memory
   *     permits
   * @param conversions the conversions
   * @throws Exception if the batch cannot be written now
   */
  void write(List<Exposure> exposures, List<Conversion> conversions) throws Exception;

  /**
   * Called about every second while there is nothing to write, for maintenance.
   *
   * @throws Exception if it fails; the exception is reported
   */
  default void idle() throws Exception {}

  /** Called once, after the last batch. */
  @Override
  default void close() {}
}
