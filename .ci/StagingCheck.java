import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Checks a folder of staged artifacts by the rules of Maven Central: {@code java
 * .ci/StagingCheck.java FOLDER VERSION}. Each POM has coordinates, name, description, URL, licence,
 * developers and SCM, and names no parent, snapshot or repository; each jar has sources and
 * Javadoc; each file has its checksums and a signature, which {@code gpg} verifies by its own key
 * ring. Exits with 1 if something is missing.
 */
final class StagingCheck {
  private static final List<String> ARTIFACTS =
      List.of("jackstaff", "jackstaff-tools", "jackstaff-bom");
  private static final List<String> REQUIRED =
      List.of(
          "groupId",
          "artifactId",
          "version",
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "scm/connection",
          "scm/url");
  private static final List<String> FORBIDDEN =
      List.of("parent", "repositories", "pluginRepositories", "distributionManagement");

  private final Path group;
  private final String version;
  private final List<String> faults = new ArrayList<>();
  private int files;

  private StagingCheck(Path folder, String version) {
    group = folder.resolve("dev/jackstaff");
    this.version = version;
  }

  public static void main(String[] args) throws Exception {
    var check = new StagingCheck(Path.of(args[0]), args[1]);
    for (String artifact : ARTIFACTS) {
      check.artifact(artifact);
    }
    check.faults.forEach(fault -> System.out.println("  " + fault));
    System.out.printf(
        "Staged: %d artifacts, %d signed files, %d faults%n",
        ARTIFACTS.size(), check.files, check.faults.size());
    System.exit(check.faults.isEmpty() ? 0 : 1);
  }

  private void artifact(String artifact) throws Exception {
    Path folder = group.resolve(artifact).resolve(version);
    String base = artifact + "-" + version;
    Path pom = folder.resolve(base + ".pom");
    expect(Files.exists(pom), pom, "is missing");
    expect(!version.endsWith("-SNAPSHOT"), pom, "is a snapshot");
    if (!Files.exists(pom)) {
      return;
    }
    Document model = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    String packaging = text(model, "packaging");
    pom(pom, model);
    if (packaging.isEmpty() || packaging.equals("jar")) {
      jars(folder, base);
    }
    for (Path file : files(folder)) {
      signedAndSummed(file);
    }
  }

  private void pom(Path pom, Document model) {
    for (String path : REQUIRED) {
      expect(!text(model, path).isBlank(), pom, "has no " + path);
    }
    for (String path : FORBIDDEN) {
      expect(find(model, path) == null, pom, "has " + path);
    }
    NodeList versions = model.getElementsByTagName("version");
    for (int i = 0; i < versions.getLength(); i++) {
      String value = versions.item(i).getTextContent();
      expect(!value.endsWith("-SNAPSHOT"), pom, "names the snapshot " + value);
    }
  }

  private void jars(Path folder, String base) throws IOException {
    for (String classifier : List.of("", "-sources", "-javadoc")) {
      Path jar = folder.resolve(base + classifier + ".jar");
      if (!Files.exists(jar)) {
        faults.add(jar + " is missing");
        continue;
      }
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        expect(zip.size() > 10, jar, "is empty");
        for (String name : Set.of("META-INF/LICENSE", "META-INF/NOTICE")) {
          expect(zip.getEntry(name) != null, jar, "has no " + name);
        }
      }
    }
    Path bill = folder.resolve(base + "-cyclonedx.json");
    expect(Files.exists(bill), bill, "is missing");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> !file.toString().matches(".*\\.(md5|sha1|asc)")).sorted().toList();
    }
  }

  private void signedAndSummed(Path file) throws Exception {
    files++;
    for (String algorithm : List.of("MD5", "SHA1")) {
      Path sum = Path.of(file + "." + algorithm.toLowerCase());
      boolean right =
          Files.exists(sum) && Files.readString(sum).strip().equals(digest(file, algorithm));
      expect(right, sum, "is missing or wrong");
    }
    Path signature = Path.of(file + ".asc");
    expect(Files.exists(signature) && isGood(signature, file), signature, "is missing or wrong");
  }

  private static boolean isGood(Path signature, Path file) throws Exception {
    return new ProcessBuilder(
                "gpg", "--batch", "--quiet", "--verify", signature.toString(), file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static String digest(Path file, String algorithm) {
    try {
      byte[] sum = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(sum);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void expect(boolean right, Path file, String fault) {
    if (!right) {
      faults.add(file.getFileName() + " " + fault);
    }
  }

  private static String text(Document model, String path) {
    Element found = find(model, path);
    return found == null ? "" : found.getTextContent();
  }

  private static Element find(Document model, String path) {
    Element current = model.getDocumentElement();
    for (String name : path.split("/", -1)) {
      current = current == null ? null : child(current, name);
    }
    return current;
  }

  private static Element child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }
}
