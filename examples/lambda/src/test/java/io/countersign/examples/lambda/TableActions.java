// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * What is done to which table in a method, read from its code: an action belongs to the variable
 * whose name stood last before it, there or where the method was called from.
 */
final class TableActions {

  private static final String VARIABLE = "_TABLE";
  private static final Map<String, String> ACTIONS =
      Map.of(
          "DynamoDbClient.getItem", "GetItem",
          "DynamoDbClient.putItem", "PutItem",
          "DynamoDbClient.updateItem", "UpdateItem",
          "DynamoDbClient.deleteItem", "DeleteItem",
          "DynamoDbClient.query", "Query",
          "DynamoDbClient.scan", "Scan",
          "TransactWriteItem$Builder.put", "PutItem",
          "TransactWriteItem$Builder.update", "UpdateItem",
          "TransactWriteItem$Builder.delete", "DeleteItem",
          "TransactWriteItem$Builder.conditionCheck", "ConditionCheckItem");

  private final Map<String, Use> uses = new HashMap<>();
  private final Map<String, Map<String, String>> fields = new HashMap<>();

  /** Such as {@code ORDERS_TABLE GetItem}: all that the methods do. */
  Set<String> of(Set<Reach.Called> methods) {
    Set<String> all = new TreeSet<>();
    methods.forEach(method -> all.addAll(use(method.owner(), method.method()).done));
    return all;
  }

  private Use use(String owner, String method) {
    String key = owner + "." + method;
    Use known = uses.get(key);
    if (known != null) {
      return known;
    }
    Use use = new Use();
    uses.put(key, use);
    Reach.reader(owner)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] thrown) {
                return method.equals(name + type) ? body(use) : null;
              }
            },
            0);
    return use;
  }

  /** The variable whose name stood last before a field was set, where its class is made. */
  private Map<String, String> fields(String owner) {
    Map<String, String> known = fields.get(owner);
    if (known != null) {
      return known;
    }
    Map<String, String> set = new HashMap<>();
    fields.put(owner, set);
    Reach.reader(owner)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access, String name, String type, String generic, String[] thrown) {
                return name.equals("<init>") ? setting(set) : null;
              }
            },
            0);
    return set;
  }

  private static MethodVisitor setting(Map<String, String> set) {
    return new MethodVisitor(Opcodes.ASM9) {
      private Optional<String> table = Optional.empty();

      @Override
      public void visitLdcInsn(Object value) {
        table =
            value instanceof String text && text.endsWith(VARIABLE)
                ? Optional.of(text)
                : Optional.empty();
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String type) {
        if (opcode == Opcodes.PUTFIELD) {
          table.ifPresent(variable -> set.put(name, variable));
          table = Optional.empty();
        }
      }
    };
  }

  private MethodVisitor body(Use use) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String type) {
        if (opcode == Opcodes.GETFIELD && Reach.isOurs(owner)) {
          String variable = fields(owner).get(name);
          if (variable != null) {
            use.table = Optional.of(variable);
          }
        }
      }

      @Override
      public void visitLdcInsn(Object value) {
        if (value instanceof String text && text.endsWith(VARIABLE)) {
          use.table = Optional.of(text);
        }
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String type, Handle bootstrap, Object... arguments) {
        for (Object argument : arguments) {
          if (argument instanceof Handle handle && Reach.isOurs(handle.getOwner())) {
            called(handle.getOwner(), handle.getName() + handle.getDesc(), true);
          }
        }
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String type, boolean ofInterface) {
        if (Reach.isOurs(owner)) {
          called(owner, name + type, type.startsWith("()"));
          return;
        }
        String action = ACTIONS.get(owner.substring(owner.lastIndexOf('/') + 1) + "." + name);
        if (action != null) {
          use.does(action);
        }
      }

      private void called(String owner, String method, boolean names) {
        Use other = use(owner, method);
        other.open.forEach(use::does);
        if (names && other.table.isPresent()) {
          use.table = other.table;
        }
      }
    };
  }

  /** What a method does to tables that it names, and what to one that its caller names. */
  private static final class Use {

    private final Set<String> done = new TreeSet<>();
    private final Set<String> open = new TreeSet<>();
    private Optional<String> table = Optional.empty();

    private void does(String action) {
      table.ifPresentOrElse(name -> done.add(name + " " + action), () -> open.add(action));
    }
  }
}
