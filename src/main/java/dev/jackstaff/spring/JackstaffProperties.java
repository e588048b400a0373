package dev.jackstaff.spring;

import dev.jackstaff.console.ConsoleAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code jackstaff.*}. Their meaning is that of the filter's init-params.
 *
 * @param enabled whether the auto-configuration is active; default true
 * @param flags the location of the flags: {@code classpath:…}, {@code file:…}, {@code datasource},
 *     {@code datasource:BEAN}, {@code https:…}, {@code jdbc:…}, {@code jndi:…} or another resource;
 *     default {@code classpath:flags.json}
 * @param initial the flags with which an empty database or a missing file is filled; for a database
 *     the default is {@code classpath:flags.json}, if it exists
 * @param refresh the polling interval of a database; default 30 s
 * @param listen the location of a separate connection to PostgreSQL, which receives change
 *     notifications at once: {@code jdbc:…}, {@code jndi:…} or {@code datasource:BEAN}
 * @param recentUsersBytes the memory for the last decisions of recent users in bytes; default 16
 *     MiB; 0 keeps no user
 * @param flagsToken the bearer token for flags on a web server; default none
 * @param plainHttp whether {@code http:} to other machines is allowed for flags; default false
 * @param lastKnownGood the file with the last good flags, for a start without the database or web
 *     server; default none
 * @param user the resolver of the user, such as {@code principal, anonymous}; default the bean
 *     {@code UserResolver}, which with Spring Security returns the authenticated user
 * @param attributes the attributes for rules, by name, such as {@code header:CF-IPCountry}
 * @param visitorSecret the secret that signs the ids of anonymous visitors, at least 32 bytes;
 *     several are separated by commas, of which the first signs and all verify; default none
 * @param secureCookies whether visitors' cookies are always {@code Secure}; default false
 * @param cookiePath the {@code Path} of visitors' cookies, for an application that a proxy exposes
 *     under another path; default the context path
 * @param only names and globs of the flags that are evaluated; default all
 * @param exclude paths that the filter ignores, such as {@code /assets/*}; default none
 * @param header the header's name, or {@code none}
 * @param headerMaxBytes the maximum length of its value in bytes
 * @param headerOnly names and globs of the flags that the header may list; default all
 * @param headerFor the audience of the header: {@code all}, {@code overrides} or {@code
 *     roles:NAME,…}
 * @param trustedProxies the addresses or networks whose headers are trusted
 * @param clientAddress the rule that finds the client's address for guards with {@code perAddress}:
 *     {@code remote}, or {@code forwarded} from trusted proxies; default none
 * @param overrideSecret the secret that signs testers' tokens, at least 32 bytes; several are
 *     separated by commas, of which the first signs and all verify; default none
 * @param application the application for which tokens are valid; default {@code
 *     spring.application.name}
 * @param overridable names and globs of permission and ops flags that tokens may override
 * @param revokedOverrides ids of revoked testers' tokens
 * @param mdc the key of SLF4J's MDC for the active flags; default none
 * @param bean the request attribute for pages; default none
 * @param guard whether the guard watches flags that define one; default true
 * @param usage whether the use of flags is counted; by default only if they are in a database
 * @param experiments the destination of exposures: {@code datasource}, {@code datasource:BEAN},
 *     {@code jdbc:…}, {@code jndi:…}, or {@code file:…} for JSON lines; default none
 * @param retention the retention of experiment rows in a database; default 90 days
 * @param conversionWindow the time after its exposure in which a user's conversions count; default
 *     no limit
 * @param capQuantile the quantile of all users' sums up to which a sum counts; default 0.999
 * @param order the filter's place among the filters; default −50, after Spring Security's −100
 * @param async whether flags are carried to {@code @Async} methods; default true
 * @param console the settings of the console
 * @param ofrep the settings of the OFREP servlet
 * @param opentelemetry the settings of OpenTelemetry events
 */
@ConfigurationProperties("jackstaff")
public record JackstaffProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("classpath:flags.json") String flags,
    @Nullable String initial,
    @Nullable Duration refresh,
    @Nullable String listen,
    @DefaultValue("16777216") long recentUsersBytes,
    @Nullable String flagsToken,
    @DefaultValue("false") boolean plainHttp,
    @Nullable String lastKnownGood,
    @Nullable List<String> user,
    @DefaultValue Map<String, String> attributes,
    @Nullable List<String> visitorSecret,
    @DefaultValue("false") boolean secureCookies,
    @Nullable String cookiePath,
    @DefaultValue List<String> only,
    @DefaultValue List<String> exclude,
    @DefaultValue("X-Active-Flags") String header,
    @DefaultValue("2048") int headerMaxBytes,
    @DefaultValue List<String> headerOnly,
    @DefaultValue("all") String headerFor,
    @DefaultValue List<String> trustedProxies,
    @Nullable String clientAddress,
    @Nullable List<String> overrideSecret,
    @Nullable String application,
    @DefaultValue List<String> overridable,
    @DefaultValue List<String> revokedOverrides,
    @Nullable String mdc,
    @Nullable String bean,
    @DefaultValue("true") boolean guard,
    @Nullable Boolean usage,
    @Nullable String experiments,
    @Nullable Duration retention,
    @Nullable Duration conversionWindow,
    @Nullable Double capQuantile,
    @DefaultValue("-50") int order,
    @DefaultValue("true") boolean async,
    @DefaultValue Console console,
    @DefaultValue Ofrep ofrep,
    @DefaultValue Opentelemetry opentelemetry) {

  /**
   * The properties {@code jackstaff.console.*}.
   *
   * @param enabled whether the console is enabled; default false
   * @param path the path at which it is mounted; default {@code /flags}
   * @param access the access control: {@code roles}, or {@code loopback} for a developer's own
   *     machine; a bean {@code ConsoleAccess} replaces it
   * @param viewerRole the role that may read; default {@code flags-viewer}
   * @param adminRole the role that may read and change; default {@code flags-admin}
   * @param secret the secret of the forms' tokens, at least 32 bytes, the same on every node;
   *     several are separated by commas, of which the first signs and all verify; default a random
   *     one
   * @param viewerTokens bearer tokens that may read, by the name of their owner
   * @param adminTokens bearer tokens that may read and change, by the name of their owner
   * @param origins additional origins under which browsers reach the console
   * @param maxBodyBytes the maximum length of a request body in bytes, 1024 or more; default 1 MiB
   * @param bodyTimeout the time within which a request body must arrive; default 30 s
   * @param maxStreams the maximum number of pages that receive change events; 0 for none
   * @param references the references to flags in the code, as written by {@code refs}: {@code
   *     classpath:…} or {@code file:…}; default none
   * @param lifetimes the expected lifetimes of flags by type, such as {@code 40d} or {@code never}
   */
  public record Console(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("/flags") String path,
      @DefaultValue("roles") String access,
      @DefaultValue(ConsoleAccess.VIEWER_ROLE) String viewerRole,
      @DefaultValue(ConsoleAccess.ADMIN_ROLE) String adminRole,
      @Nullable List<String> secret,
      @DefaultValue Map<String, String> viewerTokens,
      @DefaultValue Map<String, String> adminTokens,
      @DefaultValue List<String> origins,
      @DefaultValue("1048576") int maxBodyBytes,
      @DefaultValue("30s") Duration bodyTimeout,
      @DefaultValue("200") int maxStreams,
      @Nullable String references,
      @DefaultValue Map<String, String> lifetimes) {}

  /**
   * The properties {@code jackstaff.ofrep.*}.
   *
   * @param enabled whether the servlet is enabled, at {@code /ofrep/v1/*}; default false
   * @param expose names and globs of the flags that clients may see; default none
   * @param subject the user for whom flags are evaluated: {@code context}, the user that the client
   *     sends, or {@code request}, the server's own user
   * @param requireTargetingKey whether a context without {@code targetingKey} is refused
   * @param apiKey the API key that a client must send, at least 16 bytes; several are separated by
   *     commas, any of which is accepted; default none
   * @param allowedOrigins origins of other sites whose pages may send requests, or {@code *}
   * @param maxBodyBytes the maximum length of a request body in bytes; default 64 KiB
   * @param bodyTimeout the time within which a request body must arrive; default 10 s
   * @param maxStreams the maximum number of clients that receive change events; 0 for none
   * @param streamSecret the secret that signs the streams' URLs, at least 32 bytes, the same on
   *     every node; several are separated by commas, of which the first signs and all verify;
   *     default a random one
   * @param countUse whether a response counts as use of the flag; default false
   * @param maxRequestsPerMinute the maximum number of requests of one client address per minute; 0,
   *     the default, for no limit
   * @param publicPath the path under which clients reach the servlet, where a proxy changes it;
   *     default that of the request
   */
  public record Ofrep(
      @DefaultValue("false") boolean enabled,
      @DefaultValue List<String> expose,
      @DefaultValue("context") Subject subject,
      @DefaultValue("false") boolean requireTargetingKey,
      @Nullable List<String> apiKey,
      @DefaultValue List<String> allowedOrigins,
      @DefaultValue("65536") int maxBodyBytes,
      @DefaultValue("10s") Duration bodyTimeout,
      @DefaultValue("200") int maxStreams,
      @Nullable List<String> streamSecret,
      @DefaultValue("false") boolean countUse,
      @DefaultValue("0") int maxRequestsPerMinute,
      @Nullable String publicPath) {
    /** The user for whom flags are evaluated. */
    public enum Subject {
      /** The user that the client sends. */
      CONTEXT,
      /** The server's own user. */
      REQUEST
    }
  }

  /**
   * The properties {@code jackstaff.opentelemetry.*}.
   *
   * @param enabled whether the first check of a flag in a request emits an event; default false
   * @param userIds whether events contain the user's id; default true
   * @param setId the name of this set of flags, for events; default none
   */
  public record Opentelemetry(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("true") boolean userIds,
      @Nullable String setId) {}
}
