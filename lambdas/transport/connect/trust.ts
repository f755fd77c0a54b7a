import tls, { createSecureContext, type SecureContext } from 'node:tls';
import type { Reach } from '../../domain/reach.ts';
import { byObject } from '../../domain/values/by-object.ts';

/** What a TLS connection is made with beside its host name. */
export interface Trust {
  readonly secureContext?: SecureContext;
}

function made({ authority, clientCertificate }: Reach): Trust {
  if (authority === undefined && clientCertificate === undefined) return {};
  const secureContext = createSecureContext({
    // An intermediate certificate that is named is trusted as it stands, without its root.
    ...(authority === undefined
      ? {}
      : { ca: [...tls.getCACertificates('default'), authority], allowPartialTrustChain: true }),
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate.cert, key: clientCertificate.key }),
  });
  return { secureContext };
}

/** The certificates of a destination, read once: reading those of all public authorities takes milliseconds. */
export const trustOf = byObject(made);
