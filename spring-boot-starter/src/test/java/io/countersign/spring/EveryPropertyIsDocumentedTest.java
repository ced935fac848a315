// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.spring.CountersignProperties.MerchantProperties;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties, metadata, README and what the providers' modules read say the same. */
class EveryPropertyIsDocumentedTest {

  private static final Path METADATA =
      Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");
  private static final Path README = Path.of("README.md");
  private static final String HEADING = "## Properties\n\n`*` is the account's id.\n\n";

  @Test
  void everyPropertyHasADescription() throws IOException {
    assertThat(described()).hasSizeGreaterThan(90);
    described()
        .forEach(
            (name, description) ->
                assertThat(description).describedAs(name).isNotBlank().endsWith("."));
  }

  /** The processor takes the first parameter that begins like the one it looks for. */
  @Test
  void noPropertyHasAnothersDescription() throws IOException {
    Map<String, String> described = described();
    described.forEach(
        (name, description) ->
            described.forEach(
                (longer, other) -> {
                  if (longer.startsWith(name + "-")) {
                    assertThat(description).describedAs(name).doesNotEndWith(other);
                  }
                }));
  }

  @Test
  void everyComponentIsInTheMetadata() throws IOException {
    Set<String> expected =
        new TreeSet<>(Set.of("countersign.notify-base", "countersign.merchants"));
    expected.add("countersign.merchants.*.provider");
    expected.add("countersign.merchants.*.timeout");
    for (Provider provider : Provider.values()) {
      for (RecordComponent component : section(provider).getRecordComponents()) {
        expected.add(
            "countersign.merchants.*."
                + provider.shortName()
                + "."
                + SettingVariables.variableSuffix(component.getName())
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', '-'));
      }
    }

    assertThat(described().keySet()).isEqualTo(expected);
  }

  @Test
  void theReadmeListsThem() throws IOException {
    String table =
        described().entrySet().stream()
            .map(each -> "| `" + each.getKey() + "` | " + each.getValue() + " |\n")
            .collect(Collectors.joining("", "| Property | |\n|---|---|\n", ""));
    String readme = Files.readString(README);
    int start = readme.indexOf(HEADING) + HEADING.length();
    if (Boolean.getBoolean("api.update")) {
      readme = readme.substring(0, start) + table;
      Files.writeString(README, readme);
    }

    assertThat(readme.substring(start))
        .describedAs("mvn test -Dtest=EveryPropertyIsDocumentedTest -Dapi.update writes it")
        .isEqualTo(table);
  }

  @Test
  void theReadmeNamesEveryMeter() throws IOException {
    String readme = Files.readString(README);
    assertThat(strings(PaymentMeters.class, "payment\\.[a-z.]+"))
        .hasSize(9)
        .allSatisfy(meter -> assertThat(readme).contains("| `" + meter + "`"));
    assertThat(readme).contains("| `" + PaymentRequestConvention.standard().getName() + "`");
    assertThat(strings(KeyMeters.class, "payment\\.[a-z.]+"))
        .allSatisfy(meter -> assertThat(readme).contains("| `" + meter + "`"));
  }

  /** A variable that a provider's module reads and no property gives could not be set. */
  @ParameterizedTest
  @EnumSource(Provider.class)
  void everyVariableOfAProviderIsAProperty(Provider provider) throws Exception {
    Set<String> read = new TreeSet<>();
    for (String name : Set.of("Environment", "Config", "SubMerchant")) {
      String className = names().get(provider) + name;
      read.addAll(
          strings(
              Class.forName("io.countersign." + provider.shortName() + "." + className),
              provider.prefix() + "[A-Z0-9_]*[A-Z0-9]"));
    }
    Set<String> given =
        Arrays.stream(section(provider).getRecordComponents())
            .map(each -> SettingVariables.variableSuffix(each.getName()))
            .filter(suffix -> !suffix.endsWith("_LOCATION"))
            .map(suffix -> provider.prefix() + suffix)
            .collect(Collectors.toCollection(TreeSet::new));
    // What a mini program's or official account's log-in reads belongs to no payment client.
    read.removeIf(name -> name.startsWith("WECHATPAY_LOGIN") || name.endsWith("_APP_SECRET"));
    // Locations take the place of paths.
    read.removeIf(name -> name.endsWith("_PATH"));
    // Put together from a product and these.
    given.removeIf(name -> name.matches("ECPAY_(INVOICE|LOGISTICS)_MERCHANT_ID"));
    read.removeIf(name -> name.matches("ECPAY_(INVOICE|LOGISTICS)_MERCHANT_ID"));
    // Put together from the one without an ending and the kind of app.
    given.removeIf(name -> name.startsWith("WECHATPAY_SUB_APPID_"));

    assertThat(given).isEqualTo(read);
  }

  private static Map<Provider, String> names() {
    return Map.of(
        Provider.WECHATPAY, "WeChatPay",
        Provider.ECPAY, "Ecpay",
        Provider.ALIPAY, "Alipay",
        Provider.UNIONPAY, "UnionPay");
  }

  private static Class<?> section(Provider provider) {
    return switch (provider) {
      case WECHATPAY -> MerchantProperties.WeChatPay.class;
      case ECPAY -> MerchantProperties.Ecpay.class;
      case ALIPAY -> MerchantProperties.Alipay.class;
      case UNIONPAY -> MerchantProperties.UnionPay.class;
    };
  }

  private static Map<String, String> described() throws IOException {
    Map<String, String> described = new TreeMap<>();
    for (JsonNode each : new ObjectMapper().readTree(METADATA.toFile()).get("properties")) {
      described.put(each.get("name").asText(), each.path("description").asText());
    }
    return described;
  }

  /** The text constants of a class of this form. */
  private static Set<String> strings(Class<?> type, String form) throws IOException {
    byte[] bytes;
    try (InputStream stream =
        type.getResourceAsStream(type.getName().replaceAll(".*\\.", "") + ".class")) {
      bytes = stream.readAllBytes();
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.skipBytes(8);
    int constants = in.readUnsignedShort();
    Set<String> texts = new TreeSet<>();
    for (int i = 1; i < constants; i++) {
      switch (in.readUnsignedByte()) {
        case 1 -> texts.add(in.readUTF());
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipBytes(4);
        case 5, 6 -> {
          in.skipBytes(8);
          i++;
        }
        case 7, 8, 16, 19, 20 -> in.skipBytes(2);
        case 15 -> in.skipBytes(3);
        default -> throw new IOException("no class file");
      }
    }
    texts.removeIf(text -> !text.matches(form));
    return texts;
  }
}
