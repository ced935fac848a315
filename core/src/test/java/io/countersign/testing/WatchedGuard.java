// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import io.countersign.ReplayGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A guard that writes down what is asked of it and can fail or crash at each step. */
final class WatchedGuard implements ReplayGuard {

  /** Where the process dies, or the store fails. */
  enum Step {
    BEFORE_CLAIM,
    AFTER_CLAIM,
    BEFORE_DONE,
    AFTER_DONE,
    BEFORE_RELEASE
  }

  private final ReplayGuard store;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Step step;
  private volatile Runnable trouble = () -> {};

  WatchedGuard(ReplayGuard store) {
    this.store = store;
  }

  /** Once, at a step, do this. */
  void at(Step when, Runnable what) {
    this.step = when;
    this.trouble = what;
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public Claim claim(String key, Duration lease) {
    asked.add("claim");
    reach(Step.BEFORE_CLAIM);
    Claim claim = store.claim(key, lease);
    reach(Step.AFTER_CLAIM);
    return claim;
  }

  @Override
  public void done(String key, String token) {
    asked.add("done");
    reach(Step.BEFORE_DONE);
    store.done(key, token);
    reach(Step.AFTER_DONE);
  }

  @Override
  public void release(String key, String token) {
    asked.add("release");
    reach(Step.BEFORE_RELEASE);
    store.release(key, token);
  }

  private void reach(Step reached) {
    if (reached == step) {
      step = null;
      trouble.run();
    }
  }
}
