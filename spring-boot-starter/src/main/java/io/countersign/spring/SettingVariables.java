// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import io.countersign.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * One merchant's properties as the variables that its provider documents ({@code fromEnvironment}),
 * and from a complaint about a variable back to the property.
 */
final class SettingVariables {

  private static final int MOST_FILE_BYTES = 64 * 1024;
  private static final String LOCATION = "_LOCATION";

  /** A scheme of two letters or more; one letter is a drive. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final String section;
  private final Provider provider;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  private SettingVariables(String section, Provider provider) {
    this.section = section;
    this.provider = provider;
  }

  /**
   * Reads them, and the files they name.
   *
   * @param section the property that holds them, such as {@code
   *     countersign.merchants.tea.wechatpay}
   */
  static SettingVariables read(
      String section, Provider provider, Record settings, ResourceLoader resources) {
    SettingVariables variables = new SettingVariables(section, provider);
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String value = value(component, settings);
      if (value != null && !value.isBlank()) {
        variables.take(variableSuffix(component.getName()), value, resources);
      }
    }
    return variables;
  }

  /** Says where notifications go, unless a property does. */
  void notifyUrl(String address, String property) {
    if (values.putIfAbsent(provider.notifyVariable(), address) == null) {
      properties.put(provider.notifyVariable(), property);
    }
  }

  /** What {@code fromEnvironment} reads. */
  Map<String, String> values() {
    return values;
  }

  /** The complaint of a provider's module, in terms of properties. */
  MerchantSettingsException explain(InvalidRequestException complaint) {
    String field = complaint.field();
    String expected =
        String.valueOf(complaint.getMessage()).substring(field.length() + ": expected ".length());
    boolean named = field.startsWith(provider.prefix());
    String property = named ? propertyOf(field) : section;
    return new MerchantSettingsException(
        property,
        named ? inProperties(expected) : inProperties(expected) + " (" + field + ")",
        "Set " + property + (named ? environmentHint(property) : ", or a property in it") + ".");
  }

  /** How a property is called as a variable of the environment. */
  private static String environmentHint(String property) {
    return property.contains("[")
        ? ""
        : ", or "
            + property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)
            + " in the environment";
  }

  private void take(String suffix, String value, ResourceLoader resources) {
    boolean located = suffix.endsWith(LOCATION);
    String variable =
        provider.prefix()
            + (located ? suffix.substring(0, suffix.length() - LOCATION.length()) : suffix);
    String property = section + "." + kebab(suffix);
    String other = properties.put(variable, property);
    if (other != null) {
      throw new MerchantSettingsException(
          other, "it or " + property + ", not both", "Remove one of the two.");
    }
    values.put(variable, located ? content(property, variable, value, resources) : value);
  }

  private String content(
      String property, String variable, String location, ResourceLoader resources) {
    byte[] bytes;
    try (InputStream stream = resource(location.trim(), resources).getInputStream()) {
      bytes = stream.readNBytes(MOST_FILE_BYTES + 1);
    } catch (IOException | IllegalArgumentException unreadable) {
      // The value is not shown: key text is what people put here by mistake.
      throw new MerchantSettingsException(
          property,
          "a path, or a file: or classpath: location, that can be read",
          "Check that the file exists and may be read; the key's text itself belongs into "
              + section
              + "."
              + kebab(variable.substring(provider.prefix().length()))
              + ".");
    }
    if (bytes.length > MOST_FILE_BYTES || bytes.length == 0) {
      throw new MerchantSettingsException(
          property,
          "a file of 1 to " + MOST_FILE_BYTES + " bytes, not of " + bytes.length + " or more",
          "Check that it is the file that the provider gave out.");
    }
    String text = provider.isBinary(variable) ? null : text(bytes);
    return text == null ? Base64.getEncoder().encodeToString(bytes) : text;
  }

  private static Resource resource(String location, ResourceLoader resources) {
    return SCHEME.matcher(location).matches()
        ? resources.getResource(location)
        : new FileSystemResource(Path.of(location));
  }

  /** Null for a file that is no text, as certificates in DER form are. */
  private static @Nullable String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')
          ? null
          : text;
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  private String inProperties(String sentence) {
    String plain =
        sentence
            .replace(" in this variable", "")
            .replace(
                "must be given with Pem.file(…)",
                "belongs into the property that ends in -location");
    Matcher names = Pattern.compile(provider.prefix() + "[A-Z0-9_]*[A-Z0-9]").matcher(plain);
    return names.replaceAll(name -> Matcher.quoteReplacement(propertyOf(name.group())));
  }

  private String propertyOf(String variable) {
    String given = properties.get(variable);
    return given != null
        ? given
        : section
            + "."
            + kebab(
                variable.substring(provider.prefix().length()).replaceFirst("_PATH$", LOCATION));
  }

  private static @Nullable String value(RecordComponent component, Record settings) {
    try {
      return (String) component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(component.toString(), impossible);
    }
  }

  /** {@code merchantPrivateKey} is {@code MERCHANT_PRIVATE_KEY}. */
  static String variableSuffix(String component) {
    return component.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static String kebab(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
