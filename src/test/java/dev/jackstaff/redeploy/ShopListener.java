package dev.jackstaff.redeploy;

import dev.jackstaff.console.ConsoleAccess;
import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.console.ConsoleAccess.Level;
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
