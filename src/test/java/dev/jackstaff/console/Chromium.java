package dev.jackstaff.console;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.HttpCredentials;
import com.microsoft.playwright.options.HttpCredentialsSend;
import dev.jackstaff.Missing;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's Chromium and Node, for all tests of a class. Collects what pages complain about.
 * Where one of them is missing the tests are skipped, unless nothing may be missing.
 */
final class Chromium implements BeforeAllCallback, AfterAllCallback {
  /** Long enough for a machine that is twenty times slower. */
  private static final int TIMEOUT_MILLIS = 120_000;

  private final List<String> complaints = new ArrayList<>();
  private Playwright playwright;
  private Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    Path executable =
        installed(
            "chromium",
            Stream.of(
                System.getProperty("chromium", "/usr/bin/chromium"),
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome"));
    // Playwright's own server is a program for Node, which its jar would bring for every platform.
    Path node =
        installed(
            "node",
            Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(path -> path + "/node"));
    PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString())));
    // As root, and in containers, Chromium's own sandbox does not work.
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setExecutablePath(executable).setChromiumSandbox(false);
    browser = playwright.chromium().launch(options);
  }

  private static Path installed(String name, Stream<String> places) {
    return places
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(
            () ->
                Missing.program("no " + name + "; install it, or name Chromium with -Dchromium="));
  }

  Page as(String user) {
    return as(user, 1280, ColorScheme.LIGHT);
  }

  Page as(String user, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setHttpCredentials(
                    new HttpCredentials(user, user).setSend(HttpCredentialsSend.ALWAYS))
                .setColorScheme(scheme)
                .setViewportSize(width, 900));
    return watch(context.newPage());
  }

  Page open(int width, ColorScheme scheme, boolean scripts) {
    return watch(
        browser
            .newContext(
                new Browser.NewContextOptions()
                    .setColorScheme(scheme)
                    .setJavaScriptEnabled(scripts)
                    .setViewportSize(width, 900))
            .newPage());
  }

  private Page watch(Page page) {
    page.setDefaultTimeout(TIMEOUT_MILLIS);
    // A report of the policy is an error on the console as well.
    page.onConsoleMessage(
        message -> {
          boolean bad = message.type().equals("error") || message.type().equals("warning");
          if (bad && !isExpected(message.text())) {
            complaints.add(page.url() + ": " + message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    return page;
  }

  /** Chromium writes a line for each answer over 400, also where a test wants one. */
  private static boolean isExpected(String text) {
    return text.matches("(?s)Failed to load resource: .*\\b(403|404|409|412|422)\\b.*");
  }

  /** Returns the errors of pages since the last call. */
  List<String> complaints() {
    List<String> since = List.copyOf(complaints);
    complaints.clear();
    return since;
  }

  /** Serious faults for people who read a page otherwise, and what is beside the window. */
  static List<String> faults(Page page) {
    List<String> faults =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .flatMap(rule -> rule.getNodes().stream().map(it -> rule.getId() + it.getHtml()))
                .collect(Collectors.toCollection(ArrayList::new));
    int wide = (int) page.evaluate("document.documentElement.scrollWidth");
    if (wide > page.viewportSize().width) {
      faults.add("the page is " + wide + " wide");
    }
    return faults;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (browser != null) {
      browser.close();
      playwright.close();
    }
  }
}
