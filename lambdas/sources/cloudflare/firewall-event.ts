import type { AlertAction } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, ipIn, joined, pathFamily, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';

// One row of the data set `firewall_events`, as Logpush posts it: what the rules of a zone did to a request.
// https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/firewall_events/

const client = [
  ...[
    'ASN',
    'ASNDescription',
    'Country',
    'IP',
    'IPClass',
    'RefererHost',
    'RefererPath',
    'RefererQuery',
    'RefererScheme',
  ],
  ...[
    'RequestHost',
    'RequestMethod',
    'RequestPath',
    'RequestProtocol',
    'RequestQuery',
    'RequestScheme',
    'RequestUserAgent',
  ],
].map((name) => `Client${name}`);

/** The fields of a row. */
export const firewallFields: readonly string[] = [
  ...client,
  ...['Action', 'Datetime', 'Description', 'EdgeColoCode', 'EdgeResponseStatus', 'Kind', 'LeakedCredentialCheckResult'],
  ...[
    'MatchIndex',
    'Metadata',
    'Metadata.*',
    'OriginResponseStatus',
    'OriginatorRayID',
    'RayID',
    'Ref',
    'RuleID',
    'Source',
  ],
];

/** Whether an object is such a row. */
export function isFirewallEvent(fields: Fields): boolean {
  const said = dig(fields);
  return said.text('Action') !== undefined && said.text('RayID') !== undefined && said.text('Source') !== undefined;
}

const actions: readonly (readonly [did: RegExp, action: AlertAction])[] = [
  [/^(?:allow|skip)|solved$|bypassed$/i, 'allowed'],
  [/^(?:log|simulate|unknown)/i, 'observed'],
  [/^(?:block|drop|force_?connection_?close|connection_?close)|challenge/i, 'blocked'],
];

const actionOf = (said: Dig): AlertAction =>
  actions.find(([did]) => did.test(said.text('Action') ?? ''))?.[1] ?? 'unknown';

/** The products that make such rows, by their `Source`. */
const products: Readonly<Record<string, string>> = wordTable({
  firewallmanaged: 'WAF managed firewall rule',
  firewallcustom: 'WAF custom firewall rule',
  firewallrules: 'Firewall rule',
  waf: 'WAF firewall rule',
  ratelimit: 'Rate limiting rule of the firewall',
  l7ddos: 'HTTP DDoS firewall rule',
  botfight: 'Bot fight mode of the firewall',
  botmanagement: 'Bot management of the firewall',
  bic: 'Browser integrity check of the firewall',
  uablock: 'User agent rule of the firewall',
  zonelockdown: 'Zone lockdown of the firewall',
  securitylevel: 'Security level of the firewall',
  apishield: 'API Shield of the firewall',
  dlp: 'Data loss prevention of the firewall',
});

/** What the rule is called; its id says nothing to people. */
function nameOf(said: Dig): string {
  const source = said.text('Source') ?? '';
  return said.text('Description') ?? products[source.toLowerCase()] ?? `Firewall rule (${wordsOf(source)})`;
}

const targetOf = (said: Dig): Target =>
  defined({
    kind: 'url',
    domain: said.take('ClientRequestHost'),
    method: said.take('ClientRequestMethod'),
    url: said.take('ClientRequestPath'),
  });

const requestOf = ({ method, domain, url }: Target): string =>
  joined([method, `${domain ?? ''}${url ?? ''}`.replace(/^$/, 'a request')]);

/** What one rule did to one request. It has no severity: what was stopped is low. */
export function firewallEvent(row: Fields, received: Received): Detection {
  const said = dig(row);
  const [name, action, occurredAt] = [nameOf(said), actionOf(said), timeIn(said, 'Datetime')];
  const [ip, target] = [ipIn(said, 'ClientIP'), targetOf(said)];
  const rule = said.take('RuleID', 'Ref');
  const type = rule ?? said.text('Source') ?? 'firewall';
  const update = ['RuleID', 'MatchIndex', 'Action'].map((path) => said.text(path));
  return detected(
    {
      identity: identified({ id: said.text('RayID'), update, record: row, occurredAt }, received),
      problem: [type, exactly(ip ?? '', target.domain ?? '', pathFamily(target.url))],
      record: row,
      class: 'threat',
      type,
      rule: defined({ name, category: said.take('Source') }),
      title: headline(name, { what: requestOf(target), from: ip, action }),
      severity: action === 'blocked' ? 'low' : 'medium',
      action,
      occurredAt,
      actor: defined({ ip, country: said.take('ClientCountry'), userAgent: said.take('ClientRequestUserAgent') }),
      target,
      cloud: { provider: 'cloudflare' },
      labels: { action: said.take('Action'), kind: said.take('Kind') },
      facts: factsBut(row, said),
    },
    received,
  );
}
