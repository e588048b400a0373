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

  static RequestFailure of(RuntimeException trouble) {
    if (trouble instanceof RequestFailure failure) {
      return failure;
    }
    if (trouble instanceof InvalidFlagsException invalid) {
      return Category.INVALID.because(String.valueOf(invalid.getMessage()), invalid.problems());
    }
    if (trouble instanceof StaleRevisionException stale) {
      return stale(stale);
    }
    if (trouble instanceof NoSuchElementException missing) {
      return Category.NOT_FOUND.because(String.valueOf(missing.getMessage()));
    }
    if (trouble instanceof IllegalArgumentException wrong) {
      return Category.INVALID.because(String.valueOf(wrong.getMessage()));
    }
    return unexpected(trouble);
  }

  /**
   * Returns the failure of an error. Before an error, such as exhausted memory, something may have
   * been changed, so the message does not deny it.
   */
  static RequestFailure of(Error trouble) {
    LOG.log(Level.ERROR, "the console failed", trouble);
    return Category.INTERNAL.because("the application's log says what");
  }

  private static RequestFailure stale(StaleRevisionException stale) {
    String message = String.valueOf(stale.getMessage());
    Versioned<?> current = stale.current();
    return current == null
        ? Category.STALE.because(message)
        : Category.STALE.because(message, '"' + current.revision() + '"');
  }

  private static RequestFailure unexpected(RuntimeException trouble) {
    if (trouble instanceof StoreException && SqlStates.isForbidden(trouble)) {
      return Category.READ_ONLY.because(
          "this application may not write where its flags are: " + trouble.getMessage());
    }
    if (trouble instanceof StoreException) {
      LOG.log(
          Level.WARNING,
          "the store refused the console: "
              + Formats.oneLine(String.valueOf(trouble.getMessage())));
      return Category.STORE.because(String.valueOf(trouble.getMessage()));
    }
    LOG.log(Level.ERROR, "the console failed", trouble);
    return Category.INTERNAL.because("the application's log says what; nothing was changed");
  }
}
