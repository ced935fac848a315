// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Alipay on a port of 127.0.0.1: the classic gateway under {@code /gateway.do}, OpenAPI v3 under
 * {@code /v3/}, bills, and the cashier's pages under {@code /cashier/alipay}.
 */
public final class AlipayGateway implements AutoCloseable {
  private final LoopbackServer server;
  private final Agenda agenda;
  private final FaultPlan faults = new FaultPlan();
  private final GatewayDesk desk;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, AlipayMerchant> merchants = new ConcurrentHashMap<>();

  private AlipayGateway(SandboxClock clock, int port) {
    agenda = new Agenda(clock);
    server = new LoopbackServer("countersign-sandbox-alipay", port);
    String base = server.baseUri().toString();
    desk = new GatewayDesk(clock, accounts, base, faults, server.closed());
    server.serve("/", desk);
    server.serve(LoginPage.PATH, new LoginPage(accounts));
    server.serve(AuthorisationPage.PATH, new AuthorisationPage(accounts));
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
  public static AlipayGateway listen(SandboxClock clock, int port) {
    return new AlipayGateway(clock, port);
  }

  /** What takes the place of {@code openapi.alipay.com}: an http address without a path. */
  public URI baseUri() {
    return server.baseUri();
  }

  /** The address of the classic gateway. */
  public URI gatewayUri() {
    return baseUri().resolve(GatewayDesk.GATEWAY);
  }

  /** What takes the place of the page {@code publicAppAuthorize.htm}, where a payer logs in. */
  public URI loginUri() {
    return baseUri().resolve(LoginPage.PATH);
  }

  /** What takes the place of {@code appToAppAuth.htm}, where merchants let others act for them. */
  public URI authorisationUri() {
    return baseUri().resolve(AuthorisationPage.PATH);
  }

  /** The time in this gateway. */
  public SandboxClock clock() {
    return agenda.clock();
  }

  /** Opens a usual merchant with one application. */
  public AlipayMerchant openMerchant() {
    return openMerchant(AlipaySetup.usual());
  }

  /** Opens a merchant with one application. */
  public AlipayMerchant openMerchant(AlipaySetup setup) {
    Account account = new Account(setup, agenda);
    AlipayMerchant merchant = new AlipayMerchant(account, desk, baseUri());
    merchants.put(account.appId, merchant);
    accounts.put(account.appId, account);
    return merchant;
  }

  /** Finds a merchant that was opened here by its application. */
  public Optional<AlipayMerchant> merchant(String appId) {
    return Optional.ofNullable(merchants.get(appId));
  }

  /** Forgets a merchant: its calls are refused from now on. */
  public void closeMerchant(AlipayMerchant merchant) {
    merchants.remove(merchant.appId());
    Account account = accounts.remove(merchant.appId());
    if (account != null) {
      account.keys.giveBack();
    }
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
  }
}
