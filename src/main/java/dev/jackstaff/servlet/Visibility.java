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

  /**
   * Shows pages the bean. What the application has under its name stays; what another application
   * shows there is returned, to be put back.
   */
  @Nullable Object show(HttpServletRequest request, Evaluation evaluation, FeatureFlags features) {
    Object before = bean == null ? null : request.getAttribute(bean);
    if (bean == null || (before instanceof FlagsBean own && own.isOf(evaluation))) {
      return null;
    }
    if (before == null) {
      request.setAttribute(bean, new FlagsBean(evaluation));
    } else if (before.getClass().getName().equals(FlagsBean.class.getName())) {
      request.setAttribute(bean, new FlagsBean(evaluation));
      return before;
    } else {
      features.report(
          "bean " + bean, new IllegalStateException("requests have an attribute of that name"));
    }
    return null;
  }

  void putBack(HttpServletRequest request, @Nullable Object before) {
    if (bean != null && before != null) {
      request.setAttribute(bean, before);
    }
  }
}
