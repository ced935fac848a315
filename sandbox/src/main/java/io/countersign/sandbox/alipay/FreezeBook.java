// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pre-authorisations of one merchant. Used while the account is locked. */
final class FreezeBook {
  private final Account account;
  private final List<Freeze> all = new ArrayList<>();

  FreezeBook(Account account) {
    this.account = account;
  }

  List<Freeze> all() {
    return List.copyOf(all);
  }

  Optional<Freeze> byAuthNo(String authNo) {
    return all.stream().filter(freeze -> freeze.authNo.equals(authNo)).findFirst();
  }

  Optional<Freeze> find(String outOrderNo) {
    return all.stream().filter(freeze -> freeze.outOrderNo.equals(outOrderNo)).findFirst();
  }

  void add(Freeze freeze) {
    all.add(freeze);
    account.agenda.at(
        freeze.expires,
        () -> {
          synchronized (account) {
            if (freeze.state.equals("INIT")) {
              close(freeze);
            }
          }
        });
  }

  void authorise(Freeze freeze) {
    if (!freeze.state.equals("INIT")) {
      throw new IllegalStateException("this authorisation is " + freeze.state);
    }
    freeze.state = "AUTHORIZED";
    tell(freeze, mark(freeze, "SUCCESS"), LedgerEntry.Kind.FREEZE);
  }

  void close(Freeze freeze) {
    freeze.state = "CLOSED";
    Freeze.Step closed = mark(freeze, "CLOSED");
    account.notifications.queue(
        freeze.outOrderNo, freeze.notifyUrl, Notices.freeze(freeze, closed));
  }

  Freeze.Step unfreeze(Freeze freeze, String outRequestNo, long fen, String remark) {
    Freeze.Step step =
        freeze.step(outRequestNo, "UNFREEZE", fen, "SUCCESS", remark, account.agenda.now());
    if (freeze.rest() == 0) {
      freeze.state = "FINISH";
    }
    tell(freeze, step, LedgerEntry.Kind.UNFREEZE);
    return step;
  }

  private static Freeze.Step mark(Freeze freeze, String status) {
    Freeze.Step changed = freeze.first().with(status);
    freeze.steps.put(changed.outRequestNo(), changed);
    return changed;
  }

  private void tell(Freeze freeze, Freeze.Step step, LedgerEntry.Kind kind) {
    account.ledger.enter(
        new LedgerEntry(account.agenda.now(), kind, freeze.outOrderNo, freeze.authNo, step.fen()));
    account.notifications.queue(freeze.outOrderNo, freeze.notifyUrl, Notices.freeze(freeze, step));
  }
}
