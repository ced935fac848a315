// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import static io.countersign.http.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OkHttpTransportTest extends TransportContract {

  @Override
  HttpTransport transport() {
    return OkHttpTransport.options().build();
  }

  @Override
  @SuppressWarnings("unchecked")
  void pretendThatConnectionsIdled(HttpTransport idle, long millis)
      throws ReflectiveOperationException {
    Field lastUse = OkHttpTransport.class.getDeclaredField("lastUse");
    lastUse.setAccessible(true);
    Map<Object, Long> uses = (Map<Object, Long>) lastUse.get(idle);
    assertThat(uses).isNotEmpty();
    uses.replaceAll((connection, when) -> System.currentTimeMillis() - millis);
  }

  @Test
  void aReadMayUseAnOlderConnection() throws Exception {
    try (RawServer server = new RawServer(ok("yes"))) {
      transport.send(get(server.uri("http", "/1")));
      pretendThatConnectionsIdled(transport, 5_001);

      transport.send(get(server.uri("http", "/2")));

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void manyOldConnectionsDoNotExhaustAWrite() throws Exception {
    try (RawServer server = new RawServer(ok("yes"))) {
      HttpTransport wide = OkHttpTransport.options().idleConnections(20).build();
      inThreads(12, () -> wide.send(post(server.uri("http", "/warm"))));
      pretendThatConnectionsIdled(wide, 60_000);

      assertThat(text(wide.send(post(server.uri("http", "/pay"))))).isEqualTo("yes");
    }
  }

  @Test
  void theSharedTransportIsOneInstance() {
    assertThat(OkHttpTransport.shared()).isSameAs(OkHttpTransport.shared());
    assertThat(HttpTransport.shared()).isSameAs(OkHttpTransport.shared());
  }
}
