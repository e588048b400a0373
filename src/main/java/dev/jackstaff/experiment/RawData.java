package dev.jackstaff.experiment;

import java.io.IOException;
import java.sql.SQLException;

/** The raw rows of an experiment as CSV (RFC 4180), with a line of headings. */
final class RawData {
  private final Appendable out;

  RawData(Appendable out) {
    this.out = out;
  }

  void exposures(ResultSource source, VariantWeights arms) throws SQLException, IOException {
    line("flag", "salt", "subject", "variant", "split", "at");
    source.exposures(
        arms,
        e -> line(e.flag(), e.salt(), e.subject(), e.variant(), e.split(), e.at().toString()));
  }

  void conversions(ResultSource source, VariantWeights arms) throws SQLException, IOException {
    line("event", "subject", "at", "id", "amount");
    source.conversions(
        arms,
        c ->
            line(
                c.event(),
                c.subject(),
                c.at().toString(),
                c.id().toString(),
                c.amount().isPresent() ? Double.toString(c.amount().getAsDouble()) : ""));
  }

  private void line(String... fields) throws IOException {
    for (int i = 0; i < fields.length; i++) {
      out.append(i == 0 ? "" : ",").append(quoted(fields[i]));
    }
    out.append("\r\n");
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
