// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.KeyFiles;
import io.countersign.Pem;
import java.io.IOException;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** With whom the transport speaks; no option turns any of this off. */
class TlsTest {

  private static final char[] PASSWORD = new char[0];

  private static RawServer serverWith(String certificateName) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry(
        "server",
        Pem.text(KeyFiles.pem("rsa-pkcs8")).rsaPrivateKey("key"),
        PASSWORD,
        new X509Certificate[] {certificate(certificateName)});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new RawServer(ok("yes"), context.getServerSocketFactory());
  }

  /** Both transports, trusting one certificate only. */
  private static List<HttpTransport> trusting(String certificateName) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("trusted", certificate(certificateName));
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return List.of(
        OkHttpTransport.options()
            .trusting(context.getSocketFactory(), (X509TrustManager) managers.getTrustManagers()[0])
            .build(),
        JdkHttpTransport.options().trusting(context).build());
  }

  private static X509Certificate certificate(String name) {
    return Pem.text(KeyFiles.pem(name)).certificate(name);
  }

  private static HttpCall post(URI uri) {
    return HttpCall.of("POST", uri, Headers.none(), true, Duration.ofSeconds(20));
  }

  private static void assertRefusedBeforeAnythingIsSent(HttpTransport transport, RawServer server) {
    TransportException thrown =
        catchThrowableOfType(
            TransportException.class, () -> transport.send(post(server.uri("https", "/pay"))));

    assertThat(thrown).hasMessageContaining("TLS failed").hasNoCause();
    assertThat(thrown.maybeSent()).isFalse();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aTrustedCertificateForThisHostIsTaken() throws Exception {
    try (RawServer server = serverWith("localhost")) {
      for (HttpTransport transport : trusting("localhost")) {
        assertThat(transport.send(post(server.uri("https", "/pay"))).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aSelfSignedCertificateIsRefused() throws Exception {
    try (RawServer server = serverWith("localhost")) {
      assertRefusedBeforeAnythingIsSent(OkHttpTransport.options().build(), server);
      assertRefusedBeforeAnythingIsSent(OkHttpTransport.shared(), server);
      assertRefusedBeforeAnythingIsSent(JdkHttpTransport.shared(), server);
    }
  }

  @Test
  void aTrustedCertificateForAnotherHostIsRefused() throws Exception {
    try (RawServer server = serverWith("elsewhere")) {
      for (HttpTransport transport : trusting("elsewhere")) {
        assertRefusedBeforeAnythingIsSent(transport, server);
      }
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    try (RawServer server = serverWith("expired")) {
      for (HttpTransport transport : trusting("authority")) {
        assertRefusedBeforeAnythingIsSent(transport, server);
      }
    }
  }

  @Test
  void noOptionTurnsTheChecksOff() throws IOException {
    for (Class<?> options :
        List.of(OkHttpTransport.Options.class, JdkHttpTransport.Options.class)) {
      assertThat(options.getMethods())
          .filteredOn(method -> method.getDeclaringClass() == options)
          .extracting(java.lang.reflect.Method::getName)
          .containsExactlyInAnyOrder(
              "connectTimeout", "idleConnections", "proxy", "proxyPassword", "trusting", "build");
    }
  }
}
