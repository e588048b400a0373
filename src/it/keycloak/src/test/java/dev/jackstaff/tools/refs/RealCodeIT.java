package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.tools.SourceCalls;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keycloak, which asks for its features by {@code Profile.isFeatureEnabled}: the jars that the
 * build fetches for this, with their sources. Each place of a sample is looked up in the source by
 * the compiler's own parser.
 */
final class RealCodeIT {
  private static final Path JARS = Path.of("target/real-code");
  private static final int SAMPLE = 200;

  @TempDir Path sources;

  private final List<Path> paths = new ArrayList<>();

  @BeforeEach
  void unpack() throws IOException {
    try (Stream<Path> jars = Files.list(JARS)) {
      for (Path jar : jars.sorted().toList()) {
        if (jar.toString().endsWith("-sources.jar")) {
          unpack(jar);
        } else {
          paths.add(jar);
        }
      }
    }
    paths.add(sources);
  }

  private void unpack(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(".java")) {
          Path file = sources.resolve(entry.getName()).normalize();
          assertTrue(file.startsWith(sources), entry.getName());
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.write(file, in.readAllBytes());
          }
        }
      }
    }
  }

  @Test
  void placesOfASample_areCallsWithThatKey() {
    ReferenceSearch search =
        ReferenceSearch.in(paths.toArray(Path[]::new))
            .from(sources)
            .asking("org.keycloak.common.Profile.isFeatureEnabled");
    System.gc();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    References found = search.run();
    long millis = (System.nanoTime() - start) / 1_000_000;
    long peak = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
    List<Reference> asked = new ArrayList<>(found.all());
    asked.removeIf(place -> place.kind() != Kind.ASKED || place.flag() == null);
    System.out.printf(
        "%d classes, %d places of %d keys, %d unknown: %d ms, peak of the heap %d MB%n",
        found.classes(),
        asked.size(),
        asked.stream().map(Reference::flag).distinct().count(),
        found.unknown().size(),
        millis,
        peak);
    assertTrue(asked.size() >= SAMPLE, "places: " + asked.size());
    Collections.shuffle(asked, new Random(200));
    assertEquals(List.of(), wrong(asked.subList(0, SAMPLE)));
  }

  private static List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .toList();
  }

  private static boolean isThere(Reference place, SourceCalls.Call call) {
    String method = place.how().substring(place.how().indexOf('.') + 1);
    return call.isAt(place.line(), String.valueOf(place.flag()))
        && call.method().matches("(.*\\.)?" + method);
  }

  private List<Reference> wrong(List<Reference> sample) {
    Map<String, List<SourceCalls.Call>> calls = new HashMap<>();
    return sample.stream()
        .filter(
            place ->
                calls
                    .computeIfAbsent(place.file(), f -> SourceCalls.in(sources.resolve(f)))
                    .stream()
                    .noneMatch(call -> isThere(place, call)))
        .toList();
  }
}
