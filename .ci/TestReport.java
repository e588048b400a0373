import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Lists what became of the tests of a build: {@code java .ci/TestReport.java ROOT SINCE} reads the
 * reports of Surefire, Failsafe and the invoker below ROOT that are not older than SINCE, an
 * instant such as 2026-11-22T00:00:00Z. Lists the skipped tests by their reason, and then every
 * failed test and project. Exits with 1 if there is a failed one; with the third argument {@code
 * skipped} it lists only those, and exits with 0.
 */
final class TestReport {
  private static final int MAX_LISTED = 100;
  private static final int MAX_MESSAGE_LENGTH = 200;
  private static final Set<String> SKIPPED = Set.of("node_modules", ".git", "classes", "quick");
  private static final XMLInputFactory XML = XMLInputFactory.newFactory();

  private final Path root;
  private final FileTime start;
  private final Set<String> failed = new TreeSet<>();
  private final Map<String, Map<String, Integer>> skipped = new TreeMap<>();

  private TestReport(Path root, FileTime start) {
    this.root = root;
    this.start = start;
  }

  public static void main(String[] args) throws IOException {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    var root = Path.of(args[0]);
    var report = new TestReport(root, FileTime.from(Instant.parse(args[1])));
    Files.walkFileTree(root, report.visitor());
    report.printSkipped();
    if (args.length > 2 && args[2].equals("skipped")) {
      return;
    }
    report.printFailed();
    System.exit(report.failed.isEmpty() ? 0 : 1);
  }

  private void printSkipped() {
    System.out.println(skipped.isEmpty() ? "Skipped: none" : "Skipped, by reason:");
    skipped.forEach(
        (reason, classes) -> {
          System.out.println("  " + reason);
          classes.forEach((name, tests) -> System.out.printf("    %s: %d%n", name, tests));
        });
  }

  private void printFailed() {
    System.out.printf("Failed: %d%n", failed.size());
    failed.stream().limit(MAX_LISTED).forEach(line -> System.out.println("  " + line));
    if (failed.size() > MAX_LISTED) {
      System.out.printf("  and %d more%n", failed.size() - MAX_LISTED);
    }
  }

  private SimpleFileVisitor<Path> visitor() {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean skipped = SKIPPED.contains(String.valueOf(folder.getFileName()));
        return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.lastModifiedTime().compareTo(start) >= 0) {
          read(file);
        }
        return FileVisitResult.CONTINUE;
      }
    };
  }

  private void read(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean report =
        name.endsWith(".xml") && (name.startsWith("TEST-") || name.startsWith("BUILD-"));
    if (!report) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XML.createXMLStreamReader(in);
      read(root.relativize(file.getParent()) + ": ", xml);
    } catch (IOException | XMLStreamException e) {
      failed.add(root.relativize(file) + ": unreadable, " + firstLine(e.getMessage()));
    }
  }

  private void read(String folder, XMLStreamReader xml) throws XMLStreamException {
    String test = "";
    String className = "";
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "testcase" -> {
          className = xml.getAttributeValue(null, "classname");
          test = className + "." + xml.getAttributeValue(null, "name");
        }
        case "failure", "error" -> failed.add(folder + test + ": " + message(xml));
        case "skipped" -> addSkipped(className, message(xml));
        case "build-job" -> addBuild(folder, xml);
        default -> {}
      }
    }
  }

  /** A condition's own words stand behind the property that it read. */
  private void addSkipped(String className, String message) {
    String reason =
        message.substring(message.indexOf("==> ") < 0 ? 0 : message.indexOf("==> ") + 4);
    skipped.computeIfAbsent(reason, any -> new TreeMap<>()).merge(className, 1, Integer::sum);
  }

  /** Adds the project that the invoker built, unless it succeeded or was skipped. */
  private void addBuild(String folder, XMLStreamReader xml) {
    String result = xml.getAttributeValue(null, "result");
    if (!Set.of("success", "skipped").contains(result)) {
      failed.add(folder + xml.getAttributeValue(null, "project") + ": " + result);
    }
  }

  private static String message(XMLStreamReader xml) throws XMLStreamException {
    String message = xml.getAttributeValue(null, "message");
    return firstLine(message == null ? xml.getElementText() : message);
  }

  private static String firstLine(String text) {
    String line = String.valueOf(text).strip().lines().findFirst().orElse("");
    return line.length() > MAX_MESSAGE_LENGTH ? line.substring(0, MAX_MESSAGE_LENGTH) + "…" : line;
  }
}
