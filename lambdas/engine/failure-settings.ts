/** The setting that lets a request through, by the reason why it was not sent. The first row that matches decides. */
const table: readonly (readonly [RegExp, string])[] = [
  [/^(?:token_)?proxy_address_not_allowed$/, 'name the proxy in allowAddresses'],
  [/^(?:token_)?proxy_http_407$/, 'set the credentials of the proxy in proxy'],
  [/^(?:token_)?proxy_.*(?:issuer|self_signed|leaf_signature)/, 'set authority to that of the proxy'],
  [/^(?:token_)?proxy_/, 'look at proxy'],
  [/(?:^|_)address_not_allowed$/, 'set allowAddresses if it is inside your network'],
  [/(?:^|_)plain_http_not_allowed$/, 'use https, or set allowAddresses if it is inside your network'],
  [/issuer_cert|self_signed_cert|leaf_signature/, 'set authority'],
  [
    /_alert_(?:certificate_|bad_certificate|unsupported_certificate|no_certificate|unknown_ca|access_denied)/,
    'set clientCertificate',
  ],
  [/_alert_handshake_failure$/, 'set clientCertificate if it asks for one'],
];

/** A reason with the setting that helps, where one does: `unable_to_get_issuer_cert_locally: set authority`. */
export function withSetting(reason: string): string {
  const advice = table.find(([expression]) => expression.test(reason))?.[1];
  return advice === undefined ? reason : `${reason}: ${advice}`;
}
