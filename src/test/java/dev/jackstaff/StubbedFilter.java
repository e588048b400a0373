package dev.jackstaff;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;

/** A filter over one request and one response that cost nothing, used again and again. */
final class StubbedFilter implements AutoCloseable {
  private final Request request = new Request();
  private final Response response = new Response();
  private final FeatureFlags features;
  private final FlagFilter filter;
  private final FilterChain chain = (request, response) -> Flags.on("percentage_3");
  private int resolved;

  StubbedFilter(FlagSet set) {
    features = FeatureFlags.of(set);
    filter =
        FlagFilter.builder(features)
            .user(
                (request, response) -> {
                  resolved++;
                  return this.request.user;
                })
            .build();
  }

  void request(User user) {
    request.user = user;
    request.evaluation = null;
    response.header = null;
    again();
  }

  void again() {
    try {
      filter.doFilter(request, response, chain);
    } catch (IOException | ServletException e) {
      throw new AssertionError(e);
    }
  }

  FeatureFlags features() {
    return features;
  }

  /** Returns the number of times that the user was resolved. */
  int resolved() {
    return resolved;
  }

  /** The active flags of the last request. */
  String header() {
    return response.header;
  }

  @Override
  public void close() {
    features.close();
  }

  private static <T> T untouched(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  private static final class Request extends HttpServletRequestWrapper {
    User user;
    Object evaluation;

    Request() {
      super(untouched(HttpServletRequest.class));
    }

    @Override
    public Object getAttribute(String name) {
      return evaluation;
    }

    @Override
    public void setAttribute(String name, Object value) {
      evaluation = value;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }
  }

  private static final class Response extends HttpServletResponseWrapper {
    String header;

    Response() {
      super(untouched(HttpServletResponse.class));
    }

    @Override
    public void setHeader(String name, String value) {
      header = value;
    }

    @Override
    public boolean containsHeader(String name) {
      return header != null;
    }

    @Override
    public boolean isCommitted() {
      return false;
    }
  }
}
