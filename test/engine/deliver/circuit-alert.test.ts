import { describe, expect, it } from 'vitest';
import { circuitClosedAlert, circuitOpenedAlert } from '../../../lambdas/engine/deliver/circuit-alert.ts';
import { type FailureKind, failureKindOf } from '../../../lambdas/engine/failure-kinds.ts';

const SINCE = Date.UTC(2026, 10, 21, 20);
const circuitOf = (reason: string) => ({ reason, sinceMs: SINCE, isReported: false, nextProbeMs: 0, probes: 0 });

const reasons: Readonly<Record<FailureKind['kind'], readonly string[]>> = {
  credential: [
    'http_401',
    'http_403',
    'invalid_auth',
    'token_revoked',
    'not_authed',
    'missing_scope',
    'account_inactive',
    'no_permission',
    'access_denied',
    'aws_credentials_missing',
    'secret_not_set',
    'invalid_api_key',
    'smtp_535',
    'invalid_routing_key',
  ],
  moved: [
    'http_301',
    'http_302',
    'http_404',
    'http_405',
    'http_410',
    'redirect',
    'channel_not_found',
    'is_archived',
    'gone',
    'no_active_hooks',
    'flow_disabled',
    'repository_moved',
    'issues_disabled',
  ],
  proxy: ['proxy_http_407: set the credentials of the proxy in proxy', 'proxy_econnrefused', 'token_proxy_http_502'],
  certificate: [
    'cert_has_expired',
    'unable_to_get_issuer_cert_locally',
    'depth_zero_self_signed_cert',
    'err_tls_cert_altname_invalid',
    'unable_to_verify_leaf_signature',
    'err_ssl_tlsv13_alert_certificate_required',
  ],
  timeout: [
    'timeout',
    'und_err_headers_timeout',
    'und_err_socket',
    'econnreset',
    'etimedout',
    'deadline_exceeded',
    'http_408',
    'http_504',
    'token_timeout',
  ],
  unreachable: [
    'econnrefused',
    'enotfound',
    'eai_again',
    'und_err_connect_timeout',
    'connect_econnreset',
    'connect_epipe',
    'ehostunreach',
    'address_not_allowed',
  ],
  intermediary: [
    'unconfirmed_response',
    'unexpected_body',
    'inserted_fewer',
    'unclassified_response',
    'no_issue_in_answer',
    'http_407',
    'http_421',
    'http_451',
    'http_511',
  ],
  quota: ['rate_limited', 'http_429', 'http_402', 'message_limit_exceeded', 'quota'],
  failing: ['http_500', 'http_502', 'http_503', 'service_unavailable', 'internal_error'],
  settings: [
    'http_400',
    'http_422',
    'invalid_fields',
    'settings_invalid',
    'invalid_project',
    'configuration_problem',
    'data_policy',
  ],
  other: ['something_new', 'http_409', ''],
};
const cases = Object.entries(reasons).flatMap(([kind, all]) => all.map((reason) => [reason, kind] as const));

describe('the alert of an open circuit breaker', () => {
  it.each(cases)('%s is of the kind %s', (reason, kind) => {
    expect(failureKindOf(reason).kind).toBe(kind);
  });

  it.each(cases.filter(([, kind]) => kind !== 'credential'))('%s does not ask for another secret', (reason) => {
    const { title, description } = circuitOpenedAlert('soc', circuitOf(reason), SINCE);
    expect(`${title} ${description}`.toLowerCase()).not.toContain('secret');
  });

  it('says what to do after a timeout', () => {
    const { title, description } = circuitOpenedAlert('soc', circuitOf('timeout'), SINCE);
    expect(title).toBe('Alerts do not reach soc: it does not answer in time (timeout)');
    expect(description).toMatch(
      /may have arrived or not.*set `timeout`.*Confirm what arrived and replay what did not/s,
    );
  });

  it.each([
    [undefined, 'is tried for 24 h,'],
    [72 * 3_600_000, 'is tried for 3 days,'],
    [30 * 60_000, 'is tried for 30 min,'],
  ])('says how long each alert is tried: %s ms', (giveUpAfterMs, expected) => {
    const options = giveUpAfterMs === undefined ? {} : { giveUpAfterMs };
    expect(circuitOpenedAlert('soc', circuitOf('http_500'), SINCE, options).description).toContain(expected);
  });

  it('quotes the answer in one line, cut', () => {
    const response = `no permission\r\nto ${'x'.repeat(400)}`;
    const { description, facts } = circuitOpenedAlert('soc', circuitOf('http_403'), SINCE, { response });
    expect(description).toContain('It answered: no permission to xxx');
    expect(facts['answer']?.length).toBeLessThanOrEqual(300);
    expect(circuitOpenedAlert('soc', circuitOf('http_403'), SINCE).facts).toEqual({
      destination: 'soc',
      reason: 'http_403',
      runbook: 'docs/runbook.md#a-destination-gets-nothing',
    });
  });

  it('is one alert for one opening, and its end has the same problem and severity', () => {
    const opened = circuitOpenedAlert('soc', circuitOf('http_401'), SINCE);
    expect(circuitOpenedAlert('soc', circuitOf('http_401'), SINCE + 1000).id).toBe(opened.id);
    expect(circuitOpenedAlert('soc', { ...circuitOf('http_401'), sinceMs: SINCE + 1 }, SINCE).id).not.toBe(opened.id);
    const closed = circuitClosedAlert('soc', circuitOf('http_401'), SINCE + 3 * 3_600_000);
    expect(closed).toMatchObject({ state: 'resolved', severity: opened.severity, fingerprint: opened.fingerprint });
    expect(closed.description).toContain('after 3 h (http_401)');
  });
});
