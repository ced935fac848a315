// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * ECPay on a port of 127.0.0.1, which takes the place of all its hosts: {@code payment}, {@code
 * vendor}, {@code ecpg}, {@code ecpayment} and {@code einvoice}. The cashier's pages are under
 * {@code /cashier/ecpay}.
 */
public final class EcpayGateway implements AutoCloseable {
  private final SandboxClock clock;
  private final LoopbackServer server;
  private final Agenda agenda;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, EcpayMerchant> merchants = new ConcurrentHashMap<>();
  private final FaultPlan faults = new FaultPlan();
  private final ServiceDesk desk;

  private EcpayGateway(SandboxClock clock, int port) {
    this.clock = clock;
    this.agenda = new Agenda(clock);
    this.server = new LoopbackServer("countersign-sandbox-ecpay", port);
    this.desk =
        new ServiceDesk(clock, accounts, server.baseUri().toString(), faults, server.closed());
    server.serve("/", desk);
    server.serve("/cashier/ecpay", new Cashier(accounts.values()));
    server.start();
  }

  /**
   * Starts the gateway.
   *
   * @param clock the time it lives in
   * @param port a port of 127.0.0.1, 0 for a free one
   * @return the running gateway
   */
  public static EcpayGateway listen(SandboxClock clock, int port) {
    return new EcpayGateway(clock, port);
  }

  /** What takes the place of ECPay's hosts: an http address on 127.0.0.1 without a path. */
  public URI baseUri() {
    return server.baseUri();
  }

  /** The time in this gateway. */
  public SandboxClock clock() {
    return clock;
  }

  /** Opens a usual merchant with keys of its own. */
  public EcpayMerchant openMerchant() {
    return openMerchant(EcpaySetup.usual());
  }

  /** Opens a merchant with keys of its own. */
  public EcpayMerchant openMerchant(EcpaySetup setup) {
    Keys keys = Keys.of(Numbers.merchantId());
    return open(keys, Keys.of(keys.merchantId()), setup);
  }

  /**
   * Opens a merchant with the number and the keys that ECPay has published for tests, so that
   * whatever is configured with them works here.
   *
   * @throws IllegalStateException if it is open already
   */
  public EcpayMerchant openStageMerchant(StageMerchant merchant, EcpaySetup setup) {
    if (accounts.containsKey(merchant.keys().merchantId())) {
      throw new IllegalStateException("this merchant is open already");
    }
    return open(merchant.keys(), merchant.invoiceKeys(), setup);
  }

  private EcpayMerchant open(Keys keys, Keys invoiceKeys, EcpaySetup setup) {
    Account account = new Account(keys, invoiceKeys, setup, agenda);
    EcpayMerchant merchant = new EcpayMerchant(account, baseUri());
    accounts.put(keys.merchantId(), account);
    merchants.put(keys.merchantId(), merchant);
    return merchant;
  }

  /** Finds a merchant that was opened here by its number. */
  public Optional<EcpayMerchant> merchant(String merchantId) {
    return Optional.ofNullable(merchants.get(merchantId));
  }

  /** Forgets a merchant: its calls are refused from now on. */
  public void closeMerchant(EcpayMerchant merchant) {
    accounts.remove(merchant.merchantId());
    merchants.remove(merchant.merchantId());
  }

  /** Faults for calls of any merchant; a merchant's own plan is looked at first. */
  public FaultPlan faults() {
    return faults;
  }

  /** The latest calls, at most 10,000: oldest first. */
  public List<JournalEntry> journal() {
    return desk.journal();
  }

  /** Stops at once; calls that hang are dropped, what was planned is forgotten. */
  @Override
  public void close() {
    if (server.closed().getCount() > 0) {
      agenda.close();
      server.stop();
    }
  }
}
