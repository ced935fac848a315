// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a module promises to those who compile against it, as lines that are read in a review. */
public final class ApiText {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path COMMITTED = Path.of("api.txt");
  private static final Set<String> EVERY_OBJECT_HAS = Set.of("equals", "hashCode", "toString");

  private ApiText() {}

  /**
   * Compares the module in the current folder with its api.txt; -Dapi.update writes the file first.
   *
   * @throws IOException if the class files or the text cannot be read
   * @throws ClassNotFoundException if a class of the module needs one that is absent
   */
  public static void verify() throws IOException, ClassNotFoundException {
    var module = ModuleFinder.of(CLASSES).findAll().iterator().next().descriptor();
    var open = module.exports().stream().filter(exports -> !exports.isQualified());
    verify(open.map(ModuleDescriptor.Exports::source).toArray(String[]::new));
  }

  /** The same for a module without a descriptor, whose packages must be named. */
  public static void verify(String... packages) throws IOException, ClassNotFoundException {
    List<String> actual = lines(packages);
    if (Boolean.getBoolean("api.update")) {
      Files.write(COMMITTED, actual);
    }
    List<String> committed = Files.exists(COMMITTED) ? Files.readAllLines(COMMITTED) : List.of();
    if (!actual.equals(committed)) {
      var gone = committed.stream().filter(line -> !actual.contains(line)).map(l -> "\n- " + l);
      var added = actual.stream().filter(line -> !committed.contains(line)).map(l -> "\n+ " + l);
      throw new AssertionError(
          "The public API is not what api.txt says. If it is meant to change:"
              + " mvn test -Dtest=PublicApiTest -Dapi.update"
              + Stream.concat(gone, added).collect(Collectors.joining()));
    }
  }

  private static List<String> lines(String... packages) throws IOException, ClassNotFoundException {
    var types = new ArrayList<Class<?>>();
    for (String each : packages) {
      try (var files = Files.list(CLASSES.resolve(each.replace('.', '/')))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          var name = each + "." + file.getFileName().toString().replace(".class", "");
          types.add(Class.forName(name, false, ApiText.class.getClassLoader()));
        }
      }
    }
    types.removeIf(type -> type.isSynthetic() || !isReachable(type));
    types.sort(Comparator.comparing(Class::getName));
    return types.stream()
        .flatMap(type -> Stream.concat(Stream.of(header(type)), members(type)))
        .map(line -> line.replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "").replaceAll(" +$", ""))
        .toList();
  }

  private static String header(Class<?> type) {
    int hidden =
        Modifier.STATIC | (type.isInterface() ? Modifier.ABSTRACT : 0) | Modifier.INTERFACE;
    var modifiers = Modifier.toString(type.getModifiers() & ~hidden);
    var kind =
        type.isInterface()
            ? "interface"
            : type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
    var variables = Stream.of(type.getTypeParameters()).map(v -> v + bounds(v));
    var components =
        Stream.of(type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]);
    var constants = Stream.of(type.getDeclaredFields()).filter(Field::isEnumConstant);
    var permitted = Stream.of(type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[0]);
    boolean plain = type.isEnum() || type.isRecord() || type.getSuperclass() == Object.class;
    var parents =
        Stream.concat(
            Stream.ofNullable(plain ? null : type.getGenericSuperclass()),
            Stream.of(type.getGenericInterfaces()));
    return (type.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "")
        + (modifiers + (type.isSealed() ? " sealed " : " ") + kind + " " + type.getName())
        + list("<", variables, ">")
        + list("(", components.map(c -> c.getGenericType().getTypeName() + " " + c.getName()), ")")
        + list(" is ", parents.map(Type::getTypeName), "")
        + list(" permits ", permitted.map(Class::getName).sorted(), "")
        + list(" of ", constants.map(Field::getName), "");
  }

  private static String bounds(TypeVariable<?> variable) {
    var bounds = Stream.of(variable.getBounds()).filter(bound -> bound != Object.class);
    return list(" extends ", bounds.map(Type::getTypeName), "");
  }

  private static Stream<String> members(Class<?> type) {
    var promised = new ArrayList<Member>(List.of(type.getDeclaredConstructors()));
    promised.addAll(List.of(type.getDeclaredFields()));
    // Through a public class even the public methods of its hidden superclasses can be called.
    for (Class<?> c = type; c != null && (c == type || !isReachable(c)); c = c.getSuperclass()) {
      promised.addAll(List.of(c.getDeclaredMethods()));
    }
    return promised.stream()
        .filter(member -> !member.isSynthetic() && !EVERY_OBJECT_HAS.contains(member.getName()))
        .filter(member -> !(member instanceof Field field && field.isEnumConstant()))
        .filter(member -> isPromised(type, member.getModifiers()))
        .map(member -> "  " + text(member).replace(type.getPackageName() + ".", ""))
        .sorted();
  }

  private static String text(Member member) {
    var owner = member.getDeclaringClass().getName();
    var text =
        member instanceof Field f ? f.toGenericString() : ((Executable) member).toGenericString();
    var deprecated = ((AnnotatedElement) member).isAnnotationPresent(Deprecated.class);
    return (deprecated ? "@Deprecated " : "")
        + text.replace(owner + "." + member.getName(), member.getName())
            .replaceFirst("\\b(synchronized|native|volatile|transient) ", "");
  }

  private static boolean isReachable(Class<?> type) {
    var outer = type.getDeclaringClass();
    boolean own =
        outer == null
            ? Modifier.isPublic(type.getModifiers())
            : isPromised(outer, type.getModifiers());
    return own
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isReachable(outer));
  }

  private static boolean isPromised(Class<?> owner, int modifiers) {
    boolean canBeExtended = !Modifier.isFinal(owner.getModifiers());
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers) && canBeExtended;
  }

  private static String list(String before, Stream<?> things, String after) {
    var text = things.map(Object::toString).collect(Collectors.joining(", "));
    return text.isEmpty() ? "" : before + text + after;
  }
}
