package dev.jackstaff.container;

import com.sun.management.OperatingSystemMXBean;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints the CPU that the server takes for files of 60 MB, without a filter, with the flag filter
 * and with one that only wraps the response. Nothing is asserted; {@code -Dfiles.cpu=true} and curl
 * run it.
 */
@EnabledIfSystemProperty(named = "files.cpu", matches = "true")
class FilesCpuIT {
  private static final int FILES = 100;
  private static final int ROUNDS = 8;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @TempDir Path directory;

  @Test
  void largeFiles_costCpu() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("a.bin").toFile(), "rw")) {
      file.setLength(60L << 20);
    }
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a")));
    Map<String, Consumer<ServletContext>> ways = new LinkedHashMap<>();
    ways.put("no filter", context -> {});
    ways.put("flag filter", FlagFilter.builder(features)::register);
    ways.put("a wrapper", FilesCpuIT::wrap);
    Map<String, Long> least = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Consumer<ServletContext>> way : ways.entrySet()) {
        if (round > 0 && way.getKey().equals("a wrapper")) {
          continue;
        }
        try (ServletContainerFixture server =
            new Site(directory).application("", way.getValue()).start()) {
          least.merge(way.getKey(), cpu(server), Math::min);
        }
      }
    }
    long base = least.get("no filter");
    least.forEach(
        (way, nanos) ->
            Figures.record(
                "%s, %d files of 60 MB, %s: %.2f s of CPU, %.2f times",
                ServletContainerFixture.name(), FILES, way, nanos / 1e9, (double) nanos / base));
  }

  private static void wrap(ServletContext context) {
    FilterRegistration.Dynamic wrapper =
        context.addFilter(
            "wrapper",
            (request, response, chain) ->
                chain.doFilter(
                    request, new HttpServletResponseWrapper((HttpServletResponse) response)));
    wrapper.setAsyncSupported(true);
    wrapper.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  /** The client is another process, so that only the server counts. */
  private static long cpu(ServletContainerFixture server) throws Exception {
    String url = server.baseUri().resolve("a.bin") + "?[1-" + FILES + "]";
    curl(server.baseUri().resolve("a.bin") + "?[1-10]");
    long before = SYSTEM.getProcessCpuTime();
    curl(url);
    return SYSTEM.getProcessCpuTime() - before;
  }

  private static void curl(String url) throws Exception {
    Process curl =
        new ProcessBuilder("curl", "-sSf", "-o", "/dev/null", url)
            .redirectError(Redirect.INHERIT)
            .start();
    if (curl.waitFor() != 0) {
      throw new IllegalStateException("curl failed");
    }
  }
}
