package dev.jackstaff.experiment;

import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class ResultsOnH2IT extends ResultsContract {
  private static final AtomicInteger COUNT = new AtomicInteger();

  @Override
  DataSource source() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:results" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    return source;
  }
}
