package dev.jackstaff.boot;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the events that the application sends. */
@Configuration(proxyBeanMethods = false)
public class Telemetry {
  private static final AttributeKey<String> KEY = AttributeKey.stringKey("feature_flag.key");
  private static final AttributeKey<String> USER =
      AttributeKey.stringKey("feature_flag.context.id");

  @Bean
  InMemoryLogRecordExporter events() {
    return InMemoryLogRecordExporter.create();
  }

  @Bean
  OpenTelemetry openTelemetry(InMemoryLogRecordExporter events) {
    return OpenTelemetrySdk.builder()
        .setLoggerProvider(
            SdkLoggerProvider.builder()
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(events))
                .build())
        .build();
  }

  /** The flags that a user was asked about, in order, each time. */
  static List<String> keys(Server server, String user) {
    return server.bean(InMemoryLogRecordExporter.class).getFinishedLogRecordItems().stream()
        .filter(event -> user.equals(event.getAttributes().get(USER)))
        .map(LogRecordData::getAttributes)
        .map(attributes -> attributes.get(KEY))
        .toList();
  }
}
