package dev.jackstaff.benchmark;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;
import java.util.Enumeration;

/** A request and its response that hold what a filter looks at, and allocate nothing. */
final class StubExchange {

  final Request request = new Request();
  final Response response = new Response();

  void begin(String user) {
    request.user = user;
    request.attribute = null;
    response.header = null;
  }

  /**
   * Returns an object whose methods throw; nothing should call those that a stub does not override.
   */
  private static <T> T refusing(Class<T> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            });
    return type.cast(proxy);
  }

  static final class Request extends HttpServletRequestWrapper {

    private final OneValue values = new OneValue();
    private String user;
    private Object attribute;

    Request() {
      super(refusing(HttpServletRequest.class));
    }

    @Override
    public String getHeader(String name) {
      return user;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      values.next = user;
      return values;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      values.next = "X-User";
      return values;
    }

    @Override
    public String getProtocol() {
      return "HTTP/1.1";
    }

    @Override
    public String getRemoteAddr() {
      return "127.0.0.1";
    }

    @Override
    public Object getAttribute(String name) {
      return attribute;
    }

    @Override
    public void setAttribute(String name, Object value) {
      attribute = value;
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

  /** An enumeration of one value that is used again, so that the stub allocates nothing. */
  private static final class OneValue implements Enumeration<String> {
    private String next;

    @Override
    public boolean hasMoreElements() {
      return next != null;
    }

    @Override
    public String nextElement() {
      String value = next;
      next = null;
      return value;
    }
  }

  static final class Response extends HttpServletResponseWrapper {

    String header;

    Response() {
      super(refusing(HttpServletResponse.class));
    }

    @Override
    public void setHeader(String name, String value) {
      header = value;
    }
  }
}
