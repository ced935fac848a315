// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A key or certificate as merchants hold it: PEM, bare Base64 on one line, or DER; from text,
 * bytes, a stream, a file or an environment variable (where {@code \n} may stand for line ends).
 * What it is gets checked when a client is built from it. It never prints its content.
 */
public final class Pem {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_BLOCKS = 64;
  private static final byte[] PKCS8_RSA_HEADER = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] SPKI_RSA_HEADER =
      Arrays.copyOfRange(PKCS8_RSA_HEADER, 3, PKCS8_RSA_HEADER.length);

  private final byte[] content;

  private Pem(byte[] content) {
    this.content = content;
  }

  /** From text: PEM with real or escaped line ends, or bare Base64. */
  public static Pem text(String text) {
    return new Pem(text.getBytes(StandardCharsets.UTF_8));
  }

  /** From bytes: PEM, Base64 or DER. */
  public static Pem bytes(byte[] bytes) {
    return new Pem(bytes.clone());
  }

  /**
   * From a stream, which is read to its end and not closed.
   *
   * @throws InvalidRequestException if it cannot be read or is larger than 64 KiB
   */
  public static Pem stream(InputStream stream) {
    try {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new InvalidRequestException("key", "at most 64 KiB");
      }
      return new Pem(bytes);
    } catch (IOException unreadable) {
      throw new InvalidRequestException("key", "a readable stream");
    }
  }

  /**
   * From a file.
   *
   * @throws InvalidRequestException if it cannot be read or is larger than 64 KiB
   */
  public static Pem file(Path path) {
    try (InputStream stream = Files.newInputStream(path)) {
      return stream(stream);
    } catch (IOException unreadable) {
      throw new InvalidRequestException(
          "key file" + shown(path),
          "a file that exists and can be read; key text belongs into Pem.text(…)");
    }
  }

  /**
   * From a variable of a map, such as {@code System.getenv()}.
   *
   * @throws InvalidRequestException if it is absent or blank
   */
  public static Pem environment(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new InvalidRequestException(name, "a key in PEM form in this variable; it is missing");
    }
    return text(value);
  }

  /**
   * The RSA private key in it: PKCS#8 or PKCS#1, not encrypted, 2048 bits or more.
   *
   * @param field how the caller names it, for the error
   * @throws InvalidRequestException if it is something else; says what it is, never its content
   */
  public RSAPrivateKey rsaPrivateKey(String field) {
    Block block = block(field);
    byte[] der =
        switch (block.label) {
          case "PRIVATE KEY" -> block.der;
          case "RSA PRIVATE KEY" -> pkcs8(block.der);
          case "" -> looksLikePkcs1(block.der) ? pkcs8(block.der) : block.der;
          default -> throw wrongKind(field, "an RSA private key (BEGIN PRIVATE KEY)", block.label);
        };
    try {
      PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= 2048) {
        return rsa;
      }
      throw new InvalidRequestException(field, "an RSA private key of 2048 bits or more");
    } catch (GeneralSecurityException unreadable) {
      throw new InvalidRequestException(
          field,
          mistaken(
              block,
              "a private key",
              "an RSA private key",
              "an RSA private key, PKCS#8 or PKCS#1; the text is damaged or of another algorithm"));
    }
  }

  /**
   * The RSA public key in it: SubjectPublicKeyInfo or PKCS#1.
   *
   * @param field how the caller names it, for the error
   * @throws InvalidRequestException if it is something else; a certificate is something else, too
   */
  public RSAPublicKey rsaPublicKey(String field) {
    Block block = block(field);
    byte[] der =
        switch (block.label) {
          case "PUBLIC KEY" -> block.der;
          case "RSA PUBLIC KEY" -> spki(block.der);
          case "" -> kindOf(block.der).isEmpty() ? spki(block.der) : block.der;
          default -> throw wrongKind(field, "a public key (BEGIN PUBLIC KEY)", block.label);
        };
    try {
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= 2048) {
        return rsa;
      }
      throw new InvalidRequestException(field, "an RSA public key of 2048 bits or more");
    } catch (GeneralSecurityException unreadable) {
      throw new InvalidRequestException(
          field,
          mistaken(
              block,
              "a public key",
              "an RSA public key",
              "an RSA public key; the text is damaged or of another kind"));
    }
  }

  /**
   * The X.509 certificate in it.
   *
   * @param field how the caller names it, for the error
   * @throws InvalidRequestException if it is something else
   */
  public X509Certificate certificate(String field) {
    Block block = block(field);
    if (!block.label.equals("CERTIFICATE") && !block.label.isEmpty()) {
      throw wrongKind(field, "a certificate (BEGIN CERTIFICATE)", block.label);
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der));
    } catch (GeneralSecurityException damaged) {
      throw new InvalidRequestException(
          field,
          mistaken(
              block,
              "a certificate",
              "an X.509 certificate",
              "an X.509 certificate; the text is damaged or of another kind"));
    }
  }

  /**
   * For providers, whose keys and certificates the JDK cannot always read: the DER of every block
   * in it, in their order; of one without a label, that one.
   *
   * @param field how the caller names it, for the error
   * @param expected what it should be, for the error
   * @param labels what may stand behind {@code BEGIN}
   * @throws InvalidRequestException if it is no PEM, Base64 or DER, or a block has another label
   */
  public List<byte[]> der(String field, String expected, String... labels) {
    List<byte[]> all = new ArrayList<>();
    for (Block block : blocks(field, MOST_BLOCKS)) {
      if (!block.label.isEmpty() && !Arrays.asList(labels).contains(block.label)) {
        throw wrongKind(field, expected, block.label);
      }
      String kind = block.label.isEmpty() ? kindOf(block.der) : "";
      boolean certificate = Arrays.asList(labels).contains("CERTIFICATE");
      if (!kind.isEmpty() && certificate != kind.equals("a certificate")) {
        throw new InvalidRequestException(field, expected + ", but this is " + kind);
      }
      all.add(block.der);
    }
    return all;
  }

  @Override
  public String toString() {
    return "(key material, " + content.length + " bytes)";
  }

  /** The path, unless somebody gave key text for a path. */
  private static String shown(Path path) {
    String text = path.toString();
    boolean likeAPath = text.length() <= 255 && text.indexOf('\n') < 0 && !text.contains("---");
    return likeAPath ? " " + text : "";
  }

  private Block block(String field) {
    return blocks(field, 1).get(0);
  }

  private List<Block> blocks(String field, int most) {
    if (content.length == 0) {
      throw new InvalidRequestException(field, "key material; it is empty");
    }
    if (content.length > MOST_BYTES) {
      throw new InvalidRequestException(field, "at most 64 KiB");
    }
    if (content[0] == 0x30 && !isBase64Text(content)) {
      return List.of(new Block("", content));
    }
    String text =
        new String(content, StandardCharsets.UTF_8)
            .replace("\\r", "")
            .replace("\\n", "\n")
            .replace("\uFEFF", "");
    int begin = text.indexOf("-----BEGIN ");
    if (begin < 0) {
      return List.of(new Block("", base64(field, text)));
    }
    List<Block> all = new ArrayList<>();
    while (begin >= 0 && all.size() < most) {
      int labelEnd = text.indexOf("-----", begin + 11);
      int end = labelEnd < 0 ? -1 : text.indexOf("-----END ", labelEnd + 5);
      if (end < 0) {
        throw new InvalidRequestException(field, "PEM text with both BEGIN and END lines");
      }
      all.add(
          block(field, text.substring(begin + 11, labelEnd), text.substring(labelEnd + 5, end)));
      begin = text.indexOf("-----BEGIN ", end);
    }
    return all;
  }

  private static Block block(String field, String label, String body) {
    if (label.startsWith("ENCRYPTED") || body.contains("Proc-Type")) {
      throw new InvalidRequestException(
          field, "a key without a password; decrypt it first (openssl pkey -in key.pem)");
    }
    return new Block(label, base64(field, body));
  }

  private static boolean isBase64Text(byte[] bytes) {
    for (byte b : bytes) {
      if (b < '\t' || b > '~') {
        return false;
      }
    }
    return true;
  }

  private static byte[] base64(String field, String text) {
    StringBuilder compact = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        compact.append(text.charAt(i));
      }
    }
    try {
      byte[] der = Base64.getDecoder().decode(compact.toString());
      if (der.length > 0 && der[0] == 0x30) {
        return der;
      }
    } catch (IllegalArgumentException notBase64) {
      // Said below; the decoder's own message would show a piece of the key.
    }
    throw new InvalidRequestException(
        field, "PEM text, Base64 or DER; a path must be given with Pem.file(…)");
  }

  private static InvalidRequestException wrongKind(String field, String expected, String label) {
    String actual =
        switch (label) {
          case "CERTIFICATE" -> "a certificate";
          case "PRIVATE KEY", "RSA PRIVATE KEY" -> "a private key";
          case "PUBLIC KEY", "RSA PUBLIC KEY" -> "a public key";
          case "CERTIFICATE REQUEST" -> "a certificate request";
          case "EC PRIVATE KEY" -> "an elliptic-curve key";
          default -> "another kind of PEM block";
        };
    return new InvalidRequestException(field, expected + ", but this is " + actual);
  }

  private static boolean looksLikePkcs1(byte[] der) {
    // Both forms begin with a version; PKCS#8 goes on with the algorithm's SEQUENCE.
    int at = contentOf(der);
    return at + 3 < der.length && der[at] == 0x02 && der[at + 3] == 0x02;
  }

  private static String mistaken(Block block, String wanted, String expected, String otherwise) {
    String actual = block.label.isEmpty() ? kindOf(block.der) : "";
    return actual.isEmpty() || actual.equals(wanted)
        ? otherwise
        : expected + ", but this is " + actual;
  }

  /**
   * What DER without a label is, by how it begins; empty for a bare RSA public key and the rest.
   */
  private static String kindOf(byte[] der) {
    int at = contentOf(der);
    if (at + 4 >= der.length) {
      return "";
    }
    if (der[at] == 0x02) {
      // A private key begins with its version, which is one byte; a modulus is longer.
      return der[at + 1] == 1 ? "a private key" : "";
    }
    if (der[at] != 0x30) {
      return "";
    }
    // A public key goes on with its algorithm's OBJECT IDENTIFIER, a certificate with another
    // group.
    int inside = at + contentOf(Arrays.copyOfRange(der, at, der.length));
    if (inside >= der.length) {
      return "";
    }
    return der[inside] == 0x06 ? "a public key" : "a certificate";
  }

  private static int contentOf(byte[] der) {
    return der.length > 1 && (der[1] & 0x80) != 0 ? 2 + (der[1] & 0x7f) : 2;
  }

  private static byte[] sequence(byte[] header, byte[] rest) {
    byte[] body = Arrays.copyOf(header, header.length + rest.length);
    System.arraycopy(rest, 0, body, header.length, rest.length);
    return tagged((byte) 0x30, body);
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    return sequence(PKCS8_RSA_HEADER, tagged((byte) 0x04, pkcs1));
  }

  private static byte[] spki(byte[] pkcs1) {
    return sequence(SPKI_RSA_HEADER, bitString(pkcs1));
  }

  private static byte[] bitString(byte[] der) {
    byte[] body = new byte[der.length + 1];
    System.arraycopy(der, 0, body, 1, der.length);
    return tagged((byte) 0x03, body);
  }

  private static byte[] tagged(byte tag, byte[] body) {
    byte[] header;
    if (body.length < 0x80) {
      header = new byte[] {tag, (byte) body.length};
    } else if (body.length < 0x100) {
      header = new byte[] {tag, (byte) 0x81, (byte) body.length};
    } else {
      header = new byte[] {tag, (byte) 0x82, (byte) (body.length >> 8), (byte) body.length};
    }
    byte[] all = Arrays.copyOf(header, header.length + body.length);
    System.arraycopy(body, 0, all, header.length, body.length);
    return all;
  }

  private static final class Block {
    private final String label;
    private final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }
  }
}
