/** A key and its certificate, in PEM. */
export interface TlsPair {
  readonly key: string;
  readonly cert: string;
}

/** Makes a key and a certificate for a host of this machine. The library is loaded only here. */
export async function selfSigned(host: string): Promise<TlsPair> {
  const { generate } = await import("selfsigned");
  const addresses = [...new Set([host, "127.0.0.1", "::1"])].filter((one) => /^[\d.]+$|:/u.test(one));
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [{ type: 2, value: "localhost" }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
