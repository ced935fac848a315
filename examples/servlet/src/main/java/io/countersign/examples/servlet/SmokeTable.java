// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import io.countersign.PaymentClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Buys once in every way and attacks once in every way, through the real shop and the sandbox. One
 * line for each step; the tests plant a fault for every line.
 */
final class SmokeTable {

  /**
   * What the shop is built of; tests put faults in.
   *
   * @param prices what things cost
   * @param orders the shop's tables
   * @param client wraps each provider's client
   */
  record Parts(Prices prices, Function<Clock, Orders> orders, UnaryOperator<PaymentClient> client) {
    static Parts sound() {
      return new Parts(Prices.ofTheShop(), Orders::new, UnaryOperator.identity());
    }
  }

  /** Sees the table grow. */
  interface Watcher {
    /** A step begins. */
    default void begins(String provider, String scene, String step) {}

    /** A step has ended. */
    void ended(Line line);
  }

  /**
   * A line of the table.
   *
   * @param provider whose gateway
   * @param scene where the payer is, or {@code attack}
   * @param step what was tried
   * @param result {@code ok}, or {@code FAILED} and why
   */
  record Line(String provider, String scene, String step, String result) {
    boolean ok() {
      return result.equals("ok");
    }

    @Override
    public String toString() {
      return provider + " " + scene + " " + step + " " + result;
    }
  }

  /** Something that must hold. */
  @FunctionalInterface
  interface Check {
    void run();
  }

  /** Something does not hold. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String why) {
      super(why);
    }
  }

  private final String provider;
  private final Watcher watcher;
  private final List<Line> lines = new ArrayList<>();

  SmokeTable(String provider, Watcher watcher) {
    this.provider = provider;
    this.watcher = watcher;
  }

  /** Runs the whole table: one line here for each provider. */
  static List<Line> run(Parts parts, Watcher watcher) {
    List<Line> all = new ArrayList<>();
    all.addAll(WeChatPaySmoke.run(parts, watcher));
    all.addAll(EcpaySmoke.run(parts, watcher));
    all.addAll(AlipaySmoke.run(parts, watcher));
    all.addAll(UnionPaySmoke.run(parts, watcher));
    return all;
  }

  /** Runs one step; a failed one does not keep the next from being tried. */
  void step(String scene, String step, Check check) {
    watcher.begins(provider, scene, step);
    String result;
    try {
      check.run();
      result = "ok";
    } catch (Failure failure) {
      result = "FAILED " + failure.getMessage();
    } catch (RuntimeException unexpected) {
      result = "FAILED " + unexpected;
    }
    Line line = new Line(provider, scene, step, result.replaceAll("\\s+", " "));
    lines.add(line);
    watcher.ended(line);
  }

  List<Line> lines() {
    return lines;
  }

  static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new Failure(otherwise);
    }
  }

  static void expectSame(String what, Object wanted, Object found) {
    expect(wanted.equals(found), what + " is " + found + ", not " + wanted);
  }
}
