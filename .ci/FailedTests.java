import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Lists every failed test and every failed project of a build: {@code java .ci/FailedTests.java
 * ROOT MARKER} reads the reports of Surefire, Failsafe and the invoker below ROOT that are younger
 * than the file MARKER. Exits with 1 if there is one.
 */
final class FailedTests {
  private static final int MAX_LISTED = 100;
  private static final int MAX_MESSAGE_LENGTH = 200;
  private static final Set<String> SKIPPED = Set.of("node_modules", ".git", "classes", "quick");
  private static final XMLInputFactory XML = XMLInputFactory.newFactory();

  private final Path root;
  private final FileTime start;
  private final Set<String> found = new TreeSet<>();

  private FailedTests(Path root, FileTime start) {
    this.root = root;
    this.start = start;
  }

  public static void main(String[] args) throws IOException {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    var root = Path.of(args[0]);
    var failed = new FailedTests(root, Files.getLastModifiedTime(Path.of(args[1])));
    Files.walkFileTree(root, failed.visitor());
    failed.print();
    System.exit(failed.found.isEmpty() ? 0 : 1);
  }

  private void print() {
    System.out.printf("Failed: %d%n", found.size());
    found.stream().limit(MAX_LISTED).forEach(line -> System.out.println("  " + line));
    if (found.size() > MAX_LISTED) {
      System.out.printf("  and %d more%n", found.size() - MAX_LISTED);
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
      for (String line : failures(xml)) {
        found.add(root.relativize(file.getParent()) + ": " + line);
      }
    } catch (IOException | XMLStreamException e) {
      found.add(root.relativize(file) + ": unreadable, " + firstLine(e.getMessage()));
    }
  }

  private static List<String> failures(XMLStreamReader xml) throws XMLStreamException {
    List<String> lines = new ArrayList<>();
    String test = "";
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "testcase" ->
            test =
                xml.getAttributeValue(null, "classname")
                    + "."
                    + xml.getAttributeValue(null, "name");
        case "failure", "error" -> lines.add(test + ": " + message(xml));
        case "build-job" -> addBuild(xml, lines);
        default -> {}
      }
    }
    return lines;
  }

  /** Adds the project that the invoker built, unless it succeeded or was skipped. */
  private static void addBuild(XMLStreamReader xml, List<String> lines) {
    String result = xml.getAttributeValue(null, "result");
    if (!Set.of("success", "skipped").contains(result)) {
      lines.add(xml.getAttributeValue(null, "project") + ": " + result);
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
