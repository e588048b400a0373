package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.json.FlagDocument;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** Takes a whole document, as at the start and after every change of a file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Load {

  @Param("LOADED")
  public Reader subject;

  @Param("10000")
  public int flags;

  private final JsonMapper mapper = new JsonMapper();
  private byte[] document;

  @Setup
  public void write() {
    String text = Documents.json(Jackstaff.document(Catalogue.of(flags)));
    document = text.getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public Object load() {
    return switch (subject) {
      case TREE -> mapper.readTree(document);
      case READ -> FlagDocument.read(document, "flags.json");
      case LOADED -> FeatureFlags.of(FlagDocument.read(document, "flags.json"));
    };
  }
}
