package dev.jackstaff.redeploy;

import dev.jackstaff.http.ConsoleAccess;
import dev.jackstaff.http.ConsoleAccess.Grant;
import dev.jackstaff.http.ConsoleAccess.Level;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Lets everybody into the console, by a class of the application's own. */
public final class ShopListener implements ServletContextListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    ConsoleAccess everybody = request -> new Grant(Level.CHANGE, "ann");
    event.getServletContext().setAttribute("access", everybody);
  }
}
