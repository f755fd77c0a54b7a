/** A certificate that a client shows, with its private key, both as PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** How a destination is reached, with all secrets in place. Absent settings are as by default. */
export interface Reach {
  /** URL of the proxy, credentials included; `off`: no proxy, whatever the environment says. */
  readonly proxy?: string;
  /** PEM of the authorities that are trusted in addition to those of the system. */
  readonly authority?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Private addresses, ranges and host names that may be connected to. */
  readonly allowAddresses?: readonly string[];
}

/** The settings of a destination that say how it is reached. */
export const reachSettings = ['proxy', 'authority', 'clientCertificate', 'allowAddresses'] as const;

/** No proxy, although the environment or `defaults` name one. */
export const NO_PROXY = 'off';
