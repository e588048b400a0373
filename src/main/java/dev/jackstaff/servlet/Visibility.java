package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The places besides the header where the flags of a request are visible.
 *
 * @param log the MDC of the log
 * @param bean the request attribute for pages, or null for none
 */
record Visibility(LogContext log, @Nullable String bean) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /** Checks that a name can be used in an expression. */
  static String bean(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a name such as flags");
    }
    return text;
  }

  /**
   * Makes the bean visible to pages. An attribute of the application under its name is kept; an
   * attribute of another application is returned, to be restored.
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
      features
          .integration()
          .report(
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
