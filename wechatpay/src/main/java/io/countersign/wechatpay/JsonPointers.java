// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Places values in a JSON tree by pointers such as {@code /scene_info/h5_info}. */
final class JsonPointers {

  private JsonPointers() {}

  /** Puts a value, making the objects on the way; objects are merged. */
  @SuppressWarnings("unchecked")
  static void put(Map<String, Object> tree, String pointer, @Nullable Object value) {
    String[] names = names(pointer);
    Map<String, Object> here = tree;
    for (int i = 0; i < names.length - 1; i++) {
      Object next = here.get(names[i]);
      if (next == null) {
        Map<String, Object> made = new LinkedHashMap<>();
        here.put(names[i], made);
        here = made;
      } else if (next instanceof Map<?, ?>) {
        here = (Map<String, Object>) next;
      } else if (next instanceof List<?> list
          && i < names.length - 2
          && element(list, names[i + 1]) instanceof Map<?, ?> element) {
        here = (Map<String, Object>) element;
        i++;
      } else {
        throw new InvalidRequestException(pointer, "an object at " + names[i]);
      }
    }
    String last = names[names.length - 1];
    Object old = here.get(last);
    if (old instanceof Map<?, ?> && value instanceof Map<?, ?> more) {
      for (Map.Entry<?, ?> entry : more.entrySet()) {
        put((Map<String, Object>) old, "/" + entry.getKey(), entry.getValue());
      }
    } else if (old != null) {
      throw new InvalidRequestException(pointer, "to be given once; it is there already");
    } else {
      here.put(last, ownCopy(value));
    }
  }

  private static @Nullable Object element(List<?> list, String index) {
    for (int i = 0; i < list.size(); i++) {
      if (Integer.toString(i).equals(index)) {
        return list.get(i);
      }
    }
    return null;
  }

  /** What is placed may be written into later; an option must not change by being used. */
  private static @Nullable Object ownCopy(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(String.valueOf(entry.getKey()), ownCopy(entry.getValue()));
      }
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      for (Object element : list) {
        copy.add(ownCopy(element));
      }
      return copy;
    }
    return value;
  }

  /** Whether something stands at a pointer. */
  static boolean has(Map<String, Object> tree, String pointer) {
    Object here = tree;
    for (String name : names(pointer)) {
      if (!(here instanceof Map<?, ?> map) || map.get(name) == null) {
        return false;
      }
      here = map.get(name);
    }
    return true;
  }

  private static String[] names(String pointer) {
    if (!pointer.startsWith("/") || pointer.endsWith("/") || pointer.contains("//")) {
      throw new InvalidRequestException("pointer", "a JSON pointer such as /payer/identity/name");
    }
    return pointer.substring(1).split("/", -1);
  }
}
