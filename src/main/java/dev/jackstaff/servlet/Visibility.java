package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the flags of a request can be seen, beside the header.
 *
 * @param log in the lines of the log
 * @param bean the request attribute for pages, or null for none
 */
record Visibility(LogContext log, @Nullable String bean) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /** Checks that an expression can say a name. */
  static String bean(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a name such as flags");
    }
    return text;
  }

  /** What the application has under the bean's name stays. */
  void show(HttpServletRequest request, Evaluation evaluation, FeatureFlags features) {
    if (bean == null) {
      return;
    }
    if (request.getAttribute(bean) == null) {
      request.setAttribute(bean, new FlagsBean(evaluation));
    } else {
      features.report(
          "bean " + bean, new IllegalStateException("requests have an attribute of that name"));
    }
  }
}
