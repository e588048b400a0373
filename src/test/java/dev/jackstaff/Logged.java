package dev.jackstaff;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects what is logged while it is open, and keeps it from the console. */
public final class Logged implements AutoCloseable {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Handler handler = new Collector();

  private Logged(String name) {
    this.logger = Logger.getLogger(name);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  /** Captures the log of the library. */
  public static Logged library() {
    return new Logged("dev.jackstaff");
  }

  /** Captures the log of a logger. */
  public static Logged of(String name) {
    return new Logged(name);
  }

  /** The lines that contain a text, formatted, at any level that is logged. */
  public List<String> lines(String part) {
    SimpleFormatter formatter = new SimpleFormatter();
    return records.stream().map(formatter::formatMessage).filter(it -> it.contains(part)).toList();
  }

  /** The lines of warnings and errors. */
  public List<String> warnings() {
    SimpleFormatter formatter = new SimpleFormatter();
    return records.stream()
        .filter(it -> it.getLevel().intValue() >= Level.WARNING.intValue())
        .map(formatter::formatMessage)
        .toList();
  }

  /** The exceptions' messages, causes too, one text each. */
  public List<String> thrown() {
    return records.stream().filter(it -> it.getThrown() != null).map(Logged::messages).toList();
  }

  private static String messages(LogRecord record) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = record.getThrown(); t != null; t = t.getCause()) {
      all.append(t).append('\n');
    }
    return all.toString();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private final class Collector extends Handler {
    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is held open.
    }
  }
}
