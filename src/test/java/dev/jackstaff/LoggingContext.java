package dev.jackstaff;

import java.lang.reflect.Method;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** An MDC that holds what it is given, while it is open; that of slf4j-simple holds nothing. */
public final class LoggingContext implements AutoCloseable, MDCAdapter {
  private final ThreadLocal<Map<String, String>> values = ThreadLocal.withInitial(HashMap::new);
  private final MDCAdapter before = MDC.getMDCAdapter();

  private LoggingContext() {}

  /** Takes the place of the other one. */
  public static LoggingContext open() {
    LoggingContext context = new LoggingContext();
    use(context);
    return context;
  }

  private static void use(MDCAdapter adapter) {
    try {
      Method setter = MDC.class.getDeclaredMethod("setMDCAdapter", MDCAdapter.class);
      setter.setAccessible(true);
      setter.invoke(null, adapter);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("SLF4J has changed", e);
    }
  }

  @Override
  public void close() {
    use(before);
  }

  @Override
  public void put(String key, String value) {
    values.get().put(key, value);
  }

  @Override
  public String get(String key) {
    return values.get().get(key);
  }

  @Override
  public void remove(String key) {
    values.get().remove(key);
  }

  @Override
  public void clear() {
    values.remove();
  }

  @Override
  public Map<String, String> getCopyOfContextMap() {
    return Map.copyOf(values.get());
  }

  @Override
  public void setContextMap(Map<String, String> map) {
    values.set(new HashMap<>(map));
  }

  @Override
  public void pushByKey(String key, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String popByKey(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Deque<String> getCopyOfDequeByKey(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clearDequeByKey(String key) {
    throw new UnsupportedOperationException();
  }
}
