// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * UnionPay's gateway on a port of 127.0.0.1: the addresses below {@code /gateway/api/}, settlement
 * files at {@code /}, and the payer's pages under {@code /cashier/unionpay}. It has authorities of
 * its own that nobody else trusts.
 */
public final class UnionPayGateway implements AutoCloseable {
  private final LoopbackServer server;
  private final Agenda agenda;
  private final FaultPlan faults = new FaultPlan();
  private final Chains chains;
  private final GatewayDesk desk;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, UnionPayMerchant> merchants = new ConcurrentHashMap<>();

  private UnionPayGateway(SandboxClock clock, int port) {
    agenda = new Agenda(clock);
    chains = new Chains(clock);
    server = new LoopbackServer("countersign-sandbox-unionpay", port);
    Entrance entrance = new Entrance(accounts, chains, server.baseUri().toString());
    desk = new GatewayDesk(clock, entrance, faults, server.closed());
    server.serve("/", desk);
    server.serve(Cashier.ROOT, new Cashier(accounts.values()));
    server.start();
  }

  /**
   * Starts the gateway.
   *
   * @param clock the time it lives in
   * @param port a port of 127.0.0.1, 0 for a free one
   * @return the running gateway
   */
  public static UnionPayGateway listen(SandboxClock clock, int port) {
    return new UnionPayGateway(clock, port);
  }

  /** What takes the place of {@code gateway.95516.com}: an http address without a path. */
  public URI baseUri() {
    return server.baseUri();
  }

  /** What takes the place of {@code filedownload.95516.com}: the same with the path {@code /}. */
  public URI fileUri() {
    return baseUri().resolve("/");
  }

  /** The time in this gateway. */
  public SandboxClock clock() {
    return agenda.clock();
  }

  /** Opens a usual merchant. */
  public UnionPayMerchant openMerchant() {
    return openMerchant(UnionPaySetup.usual());
  }

  /** Opens a merchant, a platform or an acquirer. */
  public UnionPayMerchant openMerchant(UnionPaySetup setup) {
    Account account = new Account(setup, agenda, chains);
    UnionPayMerchant merchant = new UnionPayMerchant(account, desk, baseUri());
    merchants.put(account.merId, merchant);
    accounts.put(account.merId, account);
    return merchant;
  }

  /** Finds a merchant that was opened here by its number. */
  public Optional<UnionPayMerchant> merchant(String merId) {
    return Optional.ofNullable(merchants.get(merId));
  }

  /** Forgets a merchant: its calls are refused from now on. */
  public void closeMerchant(UnionPayMerchant merchant) {
    merchants.remove(merchant.merId());
    Account account = accounts.remove(merchant.merId());
    if (account != null) {
      account.keys.giveBack();
    }
  }

  /** The root of the authorities, as PEM: a shop's client must be told to trust it. */
  public String rootCertificatePem() {
    return Pem.file(chains.rsa().rootCertificate());
  }

  /** The middle one of the authorities, as PEM. */
  public String middleCertificatePem() {
    return Pem.file(chains.rsa().middleCertificate());
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
    if (server.closed().getCount() == 0) {
      return;
    }
    agenda.close();
    server.stop();
    List.copyOf(merchants.values()).forEach(this::closeMerchant);
    chains.giveBack();
  }
}
