/** What the reason of a failure says about a destination, and what somebody can do about it. */
export interface FailureKind {
  readonly kind:
    | 'certificate'
    | 'proxy'
    | 'unreachable'
    | 'timeout'
    | 'moved'
    | 'quota'
    | 'intermediary'
    | 'credential'
    | 'settings'
    | 'failing'
    | 'other';
  /** For a title: what is wrong, in a few words. */
  readonly summary: string;
  /** Sentences: what it means, and what to do. */
  readonly advice: string;
}

const certificate: FailureKind = {
  kind: 'certificate',
  summary: 'its certificate is not accepted',
  advice:
    'No secure connection could be made, so nothing was sent. Look whether its certificate has expired, is for another ' +
    'host name, comes without its intermediate certificates, or is signed by an authority of your own: set `authority` ' +
    'then. If it asks for a client certificate, set `clientCertificate`.',
};

const proxy: FailureKind = {
  kind: 'proxy',
  summary: 'the proxy does not let it through',
  advice:
    'The proxy made no connection to it, so nothing was sent. 407: the credentials in `proxy` are missing or wrong. 403: the rules of ' +
    'the proxy do not allow this host and port. 502, 503 or 504: the proxy does not reach it. If it is to be reached ' +
    'without a proxy, set `proxy: off` or name it in NO_PROXY. If the address of the proxy is private, name it in `allowAddresses`.',
};

const unreachable: FailureKind = {
  kind: 'unreachable',
  summary: 'it cannot be reached',
  advice:
    'No connection could be made, so nothing was sent. Look whether it runs, whether its host name and port are right, and ' +
    'whether a firewall or a missing `proxy` keeps Tocsin from it. A private address must be named in `allowAddresses`; a link-local ' +
    'or metadata address is never connected to.',
};

const timeout: FailureKind = {
  kind: 'timeout',
  summary: 'it does not answer in time',
  advice:
    'Requests were sent and got no answer, so these alerts may have arrived or not. Its credential is not the cause. Look ' +
    'whether the receiver is slow, and set `timeout` of this destination to more than it needs (60s at most). Confirm ' +
    'what arrived and replay what did not: GET /v1/alerts?status=unknown lists both.',
};

const moved: FailureKind = {
  kind: 'moved',
  summary: 'its address is not the right one any more',
  advice:
    'Something answers at the configured address, and it is not what alerts are for: it was moved, removed or switched off, ' +
    'or the address leads to a login page. Redirects are not followed, because they would take the credential to ' +
    'another host. Look whether it still exists, and set its new address.',
};

const quota: FailureKind = {
  kind: 'quota',
  summary: 'its quota is used up',
  advice:
    'It takes no more requests for now, or its plan has ended. Send fewer alerts to it (a narrower `match`, a longer ' +
    '`dedupWindow`), or have the quota raised at the vendor.',
};

const intermediary: FailureKind = {
  kind: 'intermediary',
  summary: 'something else answers in its place',
  advice:
    'The answer is not in the words of the vendor, so a proxy, a gateway, a firewall or a login page between may have ' +
    'given it. Some of these alerts may have arrived. Look what answers at the configured address from where Tocsin ' +
    'runs, then confirm what arrived and replay what did not.',
};

const credential: FailureKind = {
  kind: 'credential',
  summary: 'it refuses the credential',
  advice:
    'Look whether the credential was revoked, has expired or lacks a permission, and whether the account is still ' +
    'active. Replace the secret, or give it the permission.',
};

const settings: FailureKind = {
  kind: 'settings',
  summary: 'its settings do not fit',
  advice:
    'It refuses every alert for the same reason, so the settings of this destination are the likely cause and not the ' +
    'alerts. Correct them in tocsin.yaml, or at the vendor.',
};

const missingSecret: FailureKind = {
  kind: 'credential',
  summary: 'a secret of it has no value',
  advice:
    'A secret that its settings name has no value, so nothing was sent. Set it: in `.env` or the environment on one machine, in ' +
    'the secret of the destinations on AWS.',
};

const failing: FailureKind = {
  kind: 'failing',
  summary: 'it fails',
  advice: 'It reports a failure of its own. Look at the status page of the vendor, or at the log of the receiver.',
};

const other: FailureKind = {
  kind: 'other',
  summary: 'it refuses what it is sent',
  advice:
    'Look whether it still exists, whether its credential and its settings are right, and what it answered: ' +
    'GET /v1/alerts?status=retrying lists the alerts that wait, each with its attempts.',
};

/** The first row whose expression matches decides; reasons are short, and each expression takes linear time. */
const table: readonly (readonly [RegExp, FailureKind])[] = [
  [/^secret_not_set$/, missingSecret],
  [/starttls_not_offered|tls_required|auth_not_offered|auth_mechanism/, settings],
  [/^(?:token_)?proxy_/, proxy],
  [/cert|issuer|altname|self_signed|leaf_signature|ssl|tls/, certificate],
  [
    /connect_(timeout|econnreset|epipe|und_err_socket)|econnrefused|enotfound|eai_|name_timeout|unreach|enetdown|address_not_allowed|plain_http_not_allowed/,
    unreachable,
  ],
  [/timeout|timed_?out|deadline|no_answer|econnreset|epipe|und_err_|worker_died|^http_(408|504)$/, timeout],
  [/quota|rate_?limit|limit_exceeded|mailbox_full|^http_(402|429)$/, quota],
  [/redirect|moved|gone|archived|disabled|not_found|_no_|^no_(service|team|active)|^http_(3\d\d|404|405|410)$/, moved],
  [
    /unconfirmed|unexpected_|unclassified|_in_answer|no_success_code|judge_failed|entry_missing|inserted_fewer|cut_short|^http_(406|407|415|421|426|451|511)$/,
    intermediary,
  ],
  [
    /auth|token|credential|api_?key|permission|forbidden|access|denied|scope|expired|inactive|login|identity|secret|routing_key|restricted|^http_40[13]$|^smtp_53\d$/,
    credential,
  ],
  [/^http_5\d\d$|unavailable|internal|fatal|server_error/, failing],
  [/invalid|settings|configuration|policy|^mailbox_|^recipient_|^sender_|fields|schema|^http_4(?!09)\d\d$/, settings],
];

/** Classifies the reason of a failure (`http_401`, `timeout`, `invalid_auth`). */
export const failureKindOf = (reason: string): FailureKind =>
  table.find(([expression]) => expression.test(reason.slice(0, 200).toLowerCase()))?.[1] ?? other;
