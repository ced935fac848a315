// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * What a function can come to at all: the texts that stand in any method it may call, and the
 * methods of others that it may call, read from its classes. It can be more than a run ever does,
 * and never less.
 */
final class Reach {

  private static final int ASM = Opcodes.ASM9;
  private static final String PACKAGE = "io/countersign/examples/lambda/";

  private final Set<String> texts = new TreeSet<>();
  private final Set<String> calls = new TreeSet<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Set<String> live = new LinkedHashSet<>();
  private final Set<Called> virtual = new LinkedHashSet<>();
  private final Set<Called> seen = new LinkedHashSet<>();
  private final Deque<Called> open = new ArrayDeque<>();

  private Reach() {}

  /** All that begins with a method of a handler. */
  static Reach of(Class<?> handler, String... methods) {
    Reach reach = new Reach();
    String name = handler.getName().replace('.', '/');
    reach.live.add(name);
    for (String type = name; reach.shapes(type).isPresent(); ) {
      Shape shape = reach.shapes(type).orElseThrow();
      shape.methods.keySet().stream()
          .filter(method -> Arrays.stream(methods).anyMatch(each -> method.startsWith(each + "(")))
          .forEach(method -> reach.virtual.add(new Called(name, method)));
      type = shape.parent;
    }
    reach.walk();
    return reach;
  }

  /** Every text in any method of one class, whoever calls it. */
  static Set<String> textsOf(String type) {
    Reach reach = new Reach();
    reader(type)
        .accept(
            new ClassVisitor(ASM) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] thrown) {
                return reach.body();
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return reach.texts;
  }

  /** Every text that stands there; what is put together at run time, in pieces. */
  Set<String> texts() {
    return texts;
  }

  /** Every method of others, such as {@code DynamoDbClient.query}, and of our own. */
  Set<String> calls() {
    return calls;
  }

  /** Every method of ours among them. */
  Set<Called> methods() {
    return seen;
  }

  static boolean isOurs(String type) {
    return type.startsWith(PACKAGE);
  }

  private void walk() {
    int before;
    do {
      before = seen.size() + live.size() + virtual.size();
      for (Called call : List.copyOf(virtual)) {
        for (String type : List.copyOf(live)) {
          if (isA(type, call.owner)) {
            enqueue(type, call.method);
          }
        }
      }
      while (!open.isEmpty()) {
        read(open.remove());
      }
    } while (seen.size() + live.size() + virtual.size() > before);
  }

  private boolean isA(String type, String other) {
    if (type.equals(other)) {
      return true;
    }
    Optional<Shape> shape = shapes(type);
    return shape.isPresent()
        && (isA(shape.get().parent, other)
            || shape.get().interfaces.stream().anyMatch(each -> isA(each, other)));
  }

  private void enqueue(String owner, String method) {
    for (String type = owner; shapes(type).isPresent(); ) {
      Shape shape = shapes(type).orElseThrow();
      if (shape.methods.containsKey(method)) {
        Called call = new Called(type, method);
        if (seen.add(call)) {
          open.add(call);
        }
        return;
      }
      type = shape.parent;
    }
  }

  private void isMade(String type) {
    Optional<Shape> shape = shapes(type);
    if (shape.isEmpty() || !live.add(type)) {
      return;
    }
    boolean others =
        !shape.get().parent.startsWith(PACKAGE) && !shape.get().parent.equals("java/lang/Object");
    others |= shape.get().interfaces.stream().anyMatch(each -> !each.startsWith(PACKAGE));
    if (others) {
      // Somebody else calls what it promised.
      shape
          .get()
          .methods
          .forEach(
              (method, access) -> {
                if ((access & Opcodes.ACC_PUBLIC) != 0 && (access & Opcodes.ACC_STATIC) == 0) {
                  enqueue(type, method);
                }
              });
    }
  }

  private void read(Called call) {
    calls.add(simple(call.owner) + "." + call.method.substring(0, call.method.indexOf('(')));
    enqueue(call.owner, "<clinit>()V");
    reader(call.owner)
        .accept(
            new ClassVisitor(ASM) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] thrown) {
                return call.method.equals(name + type) ? body() : null;
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private MethodVisitor body() {
    return new MethodVisitor(ASM) {
      @Override
      public void visitLdcInsn(Object value) {
        text(value);
      }

      @Override
      public void visitTypeInsn(int opcode, String type) {
        if (opcode == Opcodes.NEW) {
          isMade(type);
        }
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String type) {
        if (owner.startsWith(PACKAGE) && opcode == Opcodes.GETSTATIC) {
          enqueue(owner, "<clinit>()V");
        }
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String type, boolean ofInterface) {
        called(
            opcode == Opcodes.INVOKESTATIC || opcode == Opcodes.INVOKESPECIAL, owner, name + type);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String type, Handle bootstrap, Object... arguments) {
        for (Object argument : arguments) {
          text(argument);
          if (argument instanceof Handle handle) {
            boolean direct =
                handle.getTag() == Opcodes.H_INVOKESTATIC
                    || handle.getTag() == Opcodes.H_INVOKESPECIAL
                    || handle.getTag() == Opcodes.H_NEWINVOKESPECIAL;
            if (handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
              isMade(handle.getOwner());
            }
            called(direct, handle.getOwner(), handle.getName() + handle.getDesc());
          }
        }
      }
    };
  }

  private void text(Object value) {
    if (value instanceof String text) {
      texts.add(text);
    }
  }

  private void called(boolean direct, String owner, String method) {
    if (!owner.startsWith(PACKAGE)) {
      calls.add(simple(owner) + "." + method.substring(0, method.indexOf('(')));
      return;
    }
    enqueue(owner, method);
    if (!direct) {
      virtual.add(new Called(owner, method));
    }
  }

  private Optional<Shape> shapes(String type) {
    if (type == null || !type.startsWith(PACKAGE)) {
      return Optional.empty();
    }
    return Optional.of(shapes.computeIfAbsent(type, name -> Shape.of(reader(name))));
  }

  static ClassReader reader(String type) {
    try (InputStream bytes = Reach.class.getResourceAsStream("/" + type + ".class")) {
      if (bytes == null) {
        throw new IllegalStateException("no class " + type);
      }
      return new ClassReader(bytes);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /** A method of a class: its name with what it takes and gives. */
  record Called(String owner, String method) {}

  /** What a class is made of. */
  private record Shape(String parent, List<String> interfaces, Map<String, Integer> methods) {

    static Shape of(ClassReader reader) {
      Map<String, Integer> methods = new HashMap<>();
      reader.accept(
          new ClassVisitor(ASM) {
            @Override
            public MethodVisitor visitMethod(
                int access, String name, String type, String generic, String[] thrown) {
              if ((access & Opcodes.ACC_ABSTRACT) == 0) {
                methods.put(name + type, access);
              }
              return null;
            }
          },
          ClassReader.SKIP_CODE);
      return new Shape(
          reader.getSuperName(), new ArrayList<>(List.of(reader.getInterfaces())), methods);
    }
  }
}
