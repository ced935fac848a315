// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** HTTP headers: names in any letter case, several values where several were sent. Immutable. */
public final class Headers {

  private static final Headers NONE = new Headers(Map.of());

  private final Map<String, List<String>> values;

  private Headers(Map<String, List<String>> values) {
    this.values = values;
  }

  /** No headers. */
  public static Headers none() {
    return NONE;
  }

  /**
   * From a map, as most hosts give them; a null name (some give one to the first line) is left out.
   */
  public static Headers of(Map<String, ? extends List<String>> headers) {
    Builder builder = builder();
    for (Map.Entry<String, ? extends List<String>> entry : headers.entrySet()) {
      if (entry.getKey() != null && entry.getValue() != null) {
        for (String value : entry.getValue()) {
          builder.add(entry.getKey(), value == null ? "" : value);
        }
      }
    }
    return builder.build();
  }

  /** Begins a set of headers. */
  public static Builder builder() {
    return new Builder();
  }

  /** The names, in lower case, in the order first seen. */
  public Set<String> names() {
    return values.keySet();
  }

  /** Every value of a name; an empty list if there is none. */
  public List<String> all(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** The first value of a name. */
  public Optional<String> first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /**
   * The value of a name that must stand exactly once and not be blank, as signature headers must.
   */
  public Optional<String> single(String name) {
    List<String> all = all(name);
    return all.size() != 1 || all.get(0).isBlank() ? Optional.empty() : Optional.of(all.get(0));
  }

  /** Names only; values may be signatures. */
  @Override
  public String toString() {
    return "Headers" + values.keySet();
  }

  /** Collects headers. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a value to a name. */
    public Builder add(String name, String value) {
      String key = name.toLowerCase(Locale.ROOT);
      List<String> all = values.get(key);
      if (all == null) {
        all = new ArrayList<>(1);
        values.put(key, all);
      }
      all.add(value);
      return this;
    }

    /** The headers. */
    public Headers build() {
      Map<String, List<String>> copy = new LinkedHashMap<>();
      for (Map.Entry<String, List<String>> entry : values.entrySet()) {
        copy.put(entry.getKey(), List.copyOf(entry.getValue()));
      }
      return new Headers(Collections.unmodifiableMap(copy));
    }
  }
}
