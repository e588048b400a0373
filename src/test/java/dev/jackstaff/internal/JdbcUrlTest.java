package dev.jackstaff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JdbcUrlTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/shop, jdbc:postgresql://db:5432/shop",
    "jdbc:postgresql://db:5432/shop?user=me&password=pw, jdbc:postgresql://db:5432/shop",
    "jdbc:postgresql://me:pw@db:5432/shop, jdbc:postgresql://db:5432/shop",
    "jdbc:h2:./flags;USER=me;PASSWORD=pw, jdbc:h2:./flags",
    "jdbc:h2:mem:flags, jdbc:h2:mem:flags",
    "jdbc:oracle:thin:me/pw@//db:1521/x, jdbc:oracle:thin:@//db:1521/x",
    "jdbc:oracle:thin:@//db:1521/x, jdbc:oracle:thin:@//db:1521/x",
  })
  void url_isShownWithoutSecrets(String url, String shown) {
    assertEquals(shown, JdbcUrl.withoutSecrets(url));
  }
}
