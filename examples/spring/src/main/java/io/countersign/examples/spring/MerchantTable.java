// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.CachedMerchants;
import io.countersign.InvalidRequestException;
import io.countersign.PaymentClient;
import io.countersign.UnavailableException;
import io.countersign.spring.PaymentClients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The merchants who came after the shop was configured: one row of the table each. A new row, or a
 * new key in one, needs no restart: the instance that writes it forgets the old client at once, and
 * every other one when its timer calls {@link #forgetChanged}. It is no bean of the type {@code
 * Merchants}, because then the starter would leave out those of the properties.
 */
class MerchantTable {

  private static final Logger LOG = LoggerFactory.getLogger(MerchantTable.class);
  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final Pattern SETTING = Pattern.compile("[A-Z0-9_]{1,64}");
  private static final Set<String> SCENES = Set.of(Method.QR, Method.PAGE);
  private static final int MOST_LABEL = 80;
  private static final int MOST_PROVIDER = 20;
  private static final int MOST_SCENES = 100;
  private static final int MOST_SETTINGS = 60_000;

  private final JdbcClient jdbc;
  private final PaymentClients clients;
  private final CachedMerchants cached;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  MerchantTable(JdbcClient jdbc, PaymentClients clients) {
    this.jdbc = jdbc;
    this.clients = clients;
    this.cached = CachedMerchants.of(this::read);
  }

  /** The client of a merchant of the table. */
  Optional<PaymentClient> find(String merchantId) {
    return cached.find(merchantId);
  }

  /** How many clients are ready for use. */
  int kept() {
    return cached.size();
  }

  /** The ways to pay that these merchants offer. */
  List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    jdbc.sql("select id, label, provider, scenes from merchants order by id")
        .query(
            row -> {
              String currency = row.getString("provider").equals("ecpay") ? "TWD" : "CNY";
              for (String scene : row.getString("scenes").split(",", -1)) {
                String label = row.getString("label");
                methods.add(new Method(row.getString("id"), scene.strip(), currency, label));
              }
            });
    return methods;
  }

  /** Their names. */
  List<String> ids() {
    return jdbc.sql("select id from merchants order by id").query(String.class).list();
  }

  /**
   * Adds a merchant, or gives one other settings.
   *
   * @throws InvalidRequestException if one of them is missing, or no client can be made of what
   *     would be stored; nothing is changed
   */
  void put(
      String merchantId,
      @Nullable String label,
      @Nullable String provider,
      @Nullable String scenes,
      @Nullable Map<String, ? extends @Nullable String> settings) {
    given("label", label, MOST_LABEL);
    String named = given("provider", provider, MOST_PROVIDER);
    for (String scene : given("scenes", scenes, MOST_SCENES).split(",", -1)) {
      if (!SCENES.contains(scene.strip())) {
        throw new InvalidRequestException("scenes", "qr, page, or both parted by a comma");
      }
    }
    String stored = text(checked(settings));
    // What will be read is tried, and not what was given.
    clients.open(merchantId, named, map(stored));
    jdbc.sql(
            """
            merge into merchants as known
            using (values (:id, :label, :provider, :scenes, :settings))
              as given (id, label, provider, scenes, settings) on known.id = given.id
            when matched then update set label = given.label, provider = given.provider,
              scenes = given.scenes, settings = given.settings, version = known.version + 1
            when not matched then insert (id, label, provider, scenes, settings, version)
              values (given.id, given.label, given.provider, given.scenes, given.settings, 1)
            """)
        .param("id", merchantId)
        .param("label", label)
        .param("provider", provider)
        .param("scenes", scenes)
        .param("settings", stored)
        .update();
    cached.evict(merchantId);
  }

  private static String given(String field, @Nullable String value, int most) {
    if (value == null || value.isBlank() || value.length() > most) {
      throw new InvalidRequestException(field, "a text of at most " + most + " characters");
    }
    return value;
  }

  private static Map<String, String> checked(
      @Nullable Map<String, ? extends @Nullable String> settings) {
    Map<String, String> checked = new LinkedHashMap<>();
    if (settings != null) {
      settings.forEach(
          (name, value) -> {
            if (value == null || !SETTING.matcher(name).matches()) {
              throw new InvalidRequestException(
                  "settings", "names such as WECHATPAY_MCHID, each with a text");
            }
            checked.put(name, value);
          });
    }
    if (checked.isEmpty() || text(checked).length() > MOST_SETTINGS) {
      throw new InvalidRequestException(
          "settings", "the provider's, in at most " + MOST_SETTINGS + " characters");
    }
    return checked;
  }

  /** Forgets the clients whose rows another instance has changed or removed. */
  void forgetChanged() {
    Map<String, Long> now = new LinkedHashMap<>();
    jdbc.sql("select id, version from merchants")
        .query(
            (row, number) -> {
              now.put(row.getString("id"), row.getLong("version"));
              return number;
            })
        .list();
    now.forEach(
        (id, version) -> {
          Long before = seen.put(id, version);
          if (before == null || !before.equals(version)) {
            cached.evict(id);
          }
        });
    for (String id : List.copyOf(seen.keySet())) {
      if (!now.containsKey(id)) {
        seen.remove(id);
        cached.evict(id);
      }
    }
  }

  private Optional<PaymentClient> read(String merchantId) {
    return jdbc.sql("select provider, settings from merchants where id = :id")
        .param("id", merchantId)
        .query(
            (row, number) ->
                opened(merchantId, row.getString("provider"), map(row.getString("settings"))))
        .optional();
  }

  /** What is wrong with a row is for the staff's log, and not for the payer who comes upon it. */
  private PaymentClient opened(String merchantId, String provider, Map<String, String> settings) {
    try {
      return clients.open(merchantId, provider, settings);
    } catch (InvalidRequestException wrong) {
      LOG.error("merchant {} of the table: {}", merchantId, wrong.getMessage());
      throw new UnavailableException("merchant " + merchantId + " cannot be used");
    }
  }

  /**
   * One line for each setting; what spans lines, whatever system has written it, is written with
   * {@code \n}, as keys may be.
   */
  static String text(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) ->
            text.append(name)
                .append('=')
                .append(LINE_END.matcher(value).replaceAll("\\\\n"))
                .append('\n'));
    return text.toString();
  }

  /** The settings of such a text. */
  static Map<String, String> map(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals > 0) {
                settings.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
              }
            });
    return settings;
  }
}
