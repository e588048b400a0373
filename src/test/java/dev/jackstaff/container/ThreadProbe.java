package dev.jackstaff.container;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands around the flag filter and sees what a thread holds before and after each dispatch. */
final class ThreadProbe implements Filter {
  private final List<String> left = new CopyOnWriteArrayList<>();
  private final List<String> threads = new CopyOnWriteArrayList<>();

  void register(ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter("probe", this);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    DispatcherType type = request.getDispatcherType();
    boolean nested = type == DispatcherType.FORWARD || type == DispatcherType.INCLUDE;
    Evaluation before = Flags.current();
    threads.add(Thread.currentThread().toString());
    if (!nested && before != null) {
      left.add("before " + type + ": " + before);
    }
    try {
      chain.doFilter(request, response);
    } finally {
      if (!Objects.equals(before, Flags.current())) {
        left.add("after " + type + ": " + Flags.current());
      }
    }
  }

  /** Returns the values that were left on threads. */
  List<String> left() {
    return left;
  }

  /** Returns the number of threads that have served. */
  long threads() {
    return threads.stream().distinct().count();
  }
}
