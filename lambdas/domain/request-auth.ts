/** Keys of an AWS identity; without them the function's own role signs. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html). */
export interface AwsAuth {
  readonly kind: 'aws';
  /** The signing name: `ses`, `securityhub`, `es`, `aoss`, `sns`, `events`, `s3`. */
  readonly service: string;
  readonly region: string;
  readonly keys?: AwsKeys;
}

/** OAuth 2.0 client credentials (RFC 6749 §4.4), sent as form fields. The token is kept until shortly before it ends. */
export interface ClientCredentialsAuth {
  readonly kind: 'client-credentials';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

/**
 * A Google service account: a signed assertion is exchanged for a token (RFC 7523,
 * https://developers.google.com/identity/protocols/oauth2/service-account).
 */
export interface ServiceAccountAuth {
  readonly kind: 'service-account';
  readonly tokenUrl: string;
  readonly clientEmail: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  readonly scope: string;
}

/** A mail server's credential (SMTP AUTH). */
export interface PasswordAuth {
  readonly kind: 'password';
  readonly user: string;
  readonly password: string;
}

/** What a request needs beyond what a pure function can give it. */
export type RequestAuth = AwsAuth | ClientCredentialsAuth | ServiceAccountAuth | PasswordAuth;
