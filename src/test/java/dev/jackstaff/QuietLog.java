package dev.jackstaff;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Turns the library's log off during each test of a class, such as a simulation. */
public final class QuietLog implements BeforeEachCallback, AfterEachCallback {
  /** A logger is kept only as long as somebody refers to it. */
  private static final Logger LOG = Logger.getLogger("dev.jackstaff");

  @Override
  public void beforeEach(ExtensionContext context) {
    LOG.setLevel(Level.OFF);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LOG.setLevel(null);
  }
}
