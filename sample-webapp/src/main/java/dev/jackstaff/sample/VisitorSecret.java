package dev.jackstaff.sample;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key that signs the ids of visitors, for {@code visitorSecret} in web.xml. A guard counts only
 * visitors with signed ids. This shop makes a key at each start; a real one keeps its key, so that
 * visitors keep their ids.
 */
public final class VisitorSecret implements ServletContextListener {
  private static final int BYTES = 32;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    event.getServletContext().setAttribute("sample.visitorSecret", HexFormat.of().formatHex(key));
  }
}
