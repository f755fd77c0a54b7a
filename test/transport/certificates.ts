import { generate } from 'selfsigned';

/** A certificate with its key, as servers want them; `chain` is what a server sends. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

type Options = NonNullable<Parameters<typeof generate>[1]>;

async function make(name: string, options: Options): Promise<Pair> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  return { key, cert };
}

const signedBy = (issuer: Pair | undefined): Options => (issuer === undefined ? {} : { ca: issuer });

/** The certificate of an authority: a root, or an intermediate one. */
export const authorityOf = (name: string, issuer?: Pair): Promise<Pair> =>
  make(name, {
    ...signedBy(issuer),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });

/** The certificate of a server; self-signed without an issuer. */
export const serverOf = (name: string, issuer?: Pair, validity: Options = {}): Promise<Pair> =>
  make(name, {
    ...signedBy(issuer),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    ...validity,
  });

export const withChain = ({ key, cert }: Pair, ...above: readonly Pair[]): Pair => ({
  key,
  cert: [cert, ...above.map((each) => each.cert)].join('\n'),
});
