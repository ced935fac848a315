// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import io.countersign.spi.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything a provider reported, as received, for what this library does not map. Values are found
 * by the provider's own names, joined by {@code /}: {@code fields.text("amount/payer_total")},
 * {@code fields.text("promotion_detail/0/name")}.
 *
 * <p>Whether the report is proven is said by the {@link Evidence} beside it.
 */
public final class ProviderFields {

  private static final ProviderFields NONE = new ProviderFields("{}", Map.of());

  private final String received;
  private final Map<String, ?> tree;

  private ProviderFields(String received, Map<String, ?> tree) {
    this.received = received;
    this.tree = tree;
  }

  /**
   * For providers: the received text and what it says.
   *
   * @param received the JSON text, verbatim
   * @param tree maps, lists, strings, {@link Long}, {@link BigDecimal} and booleans; not changed
   *     afterwards
   */
  public static ProviderFields of(String received, Map<String, ?> tree) {
    return new ProviderFields(received, tree);
  }

  /** No fields at all, such as an answer without a body. */
  public static ProviderFields none() {
    return NONE;
  }

  /** The text, number or boolean at a path, as text; empty if absent, null, or a group. */
  public Optional<String> text(String path) {
    Object value = at(path);
    if (value instanceof String || value instanceof Boolean || value instanceof Long) {
      return Optional.of(value.toString());
    }
    return value instanceof BigDecimal number
        ? Optional.of(number.toPlainString())
        : Optional.empty();
  }

  /** The whole number at a path; empty if absent, not a JSON number, or not whole. */
  public OptionalLong number(String path) {
    return at(path) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** The groups in the list at a path; an empty list if there is none. */
  @SuppressWarnings("unchecked")
  public List<ProviderFields> list(String path) {
    List<ProviderFields> groups = new ArrayList<>();
    if (at(path) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          groups.add(new ProviderFields("", (Map<String, ?>) map));
        }
      }
    }
    return List.copyOf(groups);
  }

  /** The texts in the list at a path; an empty list if there is none. */
  public List<String> texts(String path) {
    List<String> texts = new ArrayList<>();
    if (at(path) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof String text) {
          texts.add(text);
        }
      }
    }
    return List.copyOf(texts);
  }

  /** Whether something other than null stands at a path. */
  public boolean has(String path) {
    return at(path) != null;
  }

  /** The names at the top, in the order received. */
  public List<String> names() {
    return List.copyOf(tree.keySet());
  }

  /**
   * The report as JSON text: verbatim as received, or written anew for an element of {@link #list}.
   */
  public String json() {
    return received.isEmpty() ? JsonText.write(tree) : received;
  }

  /**
   * The report bound to a class of yours by jackson-databind, unknown fields ignored. databind is
   * loaded at the first use and must be on your class path.
   *
   * @throws InvalidRequestException if databind is absent or the type does not fit
   */
  public <T> T as(Class<T> type) {
    try {
      return DatabindBinding.read(json(), type);
    } catch (NoClassDefFoundError absent) {
      throw new InvalidRequestException(
          "as(" + type.getSimpleName() + ")",
          "com.fasterxml.jackson.core:jackson-databind on the class path");
    }
  }

  /** Names only; values may be personal. */
  @Override
  public String toString() {
    return "ProviderFields" + tree.keySet();
  }

  private @Nullable Object at(String path) {
    Object here = tree;
    int from = 0;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      String name = path.substring(from, slash < 0 ? path.length() : slash);
      if (here instanceof Map<?, ?> map) {
        here = map.get(name);
      } else if (here instanceof List<?> list) {
        here = element(list, name);
      } else {
        return null;
      }
      if (slash < 0) {
        return here;
      }
      from = slash + 1;
    }
    return null;
  }

  private static @Nullable Object element(List<?> list, String index) {
    if (index.isEmpty() || index.length() > 6) {
      return null;
    }
    int position = 0;
    for (int i = 0; i < index.length(); i++) {
      int digit = index.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      position = position * 10 + digit;
    }
    return position < list.size() ? list.get(position) : null;
  }
}
