package dev.jackstaff.console;

import dev.jackstaff.console.RequestFailure.Category;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.Versioned;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.NoSuchElementException;

/** Maps the store's exceptions to the failures that the client receives. */
final class FailureMapper {
  private static final Logger LOG = System.getLogger(ConsoleServlet.class.getName());

  private FailureMapper() {}

  static RequestFailure of(RuntimeException cause) {
    if (cause instanceof RequestFailure failure) {
      return failure;
    }
    if (cause instanceof InvalidFlagsException invalid) {
      return Category.INVALID.because(String.valueOf(invalid.getMessage()), invalid.problems());
    }
    if (cause instanceof StaleRevisionException stale) {
      return stale(stale);
    }
    if (cause instanceof NoSuchElementException missing) {
      return Category.NOT_FOUND.because(String.valueOf(missing.getMessage()));
    }
    if (cause instanceof IllegalArgumentException wrong) {
      return Category.INVALID.because(String.valueOf(wrong.getMessage()));
    }
    return unexpected(cause);
  }

  /**
   * Returns the failure of an error. Before an error, such as exhausted memory, something may have
   * been changed, so the message does not deny it.
   */
  static RequestFailure of(Error cause) {
    LOG.log(Level.ERROR, "the console failed", cause);
    return Category.INTERNAL.because("the application's log has the cause");
  }

  private static RequestFailure stale(StaleRevisionException stale) {
    String message = String.valueOf(stale.getMessage());
    Versioned<?> current = stale.current();
    return current == null
        ? Category.STALE.because(message)
        : Category.STALE.because(message, '"' + current.revision() + '"');
  }

  private static RequestFailure unexpected(RuntimeException cause) {
    if (cause instanceof StoreException && SqlStates.isForbidden(cause)) {
      return Category.READ_ONLY.because(
          "this application may not write where its flags are: " + cause.getMessage());
    }
    if (cause instanceof StoreException) {
      LOG.log(
          Level.WARNING,
          "a write by the console failed: " + Formats.oneLine(String.valueOf(cause.getMessage())));
      return Category.STORE.because(String.valueOf(cause.getMessage()));
    }
    LOG.log(Level.ERROR, "the console failed", cause);
    return Category.INTERNAL.because("the application's log has the cause; nothing was changed");
  }
}
