import type { AlertAction } from '../../domain/alert.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { joined, wordsOf } from '../_kit/detected.ts';
import { in_, type Notice, siteIn } from './notice.ts';

const addressOf = (target: Target, site: string | undefined): string =>
  joined([target.method, joined([site, target.url], '')]);

const verbs: Readonly<Record<AlertAction, string>> = {
  blocked: ', blocked',
  observed: ', not blocked',
  allowed: ', let through',
  unknown: '',
};

/** https://docs.wallarm.com/attacks-vulns-list/ */
const names = new Map([
  ['sqli', 'SQL injection'],
  ['nosqli', 'NoSQL injection'],
  ['xss', 'Cross-site scripting'],
  ['rce', 'Remote code execution'],
  ['ptrav', 'Path traversal'],
  ['crlf', 'CRLF injection'],
  ['xxe', 'XML external entity'],
  ['ssrf', 'Server-side request forgery'],
  ['ssti', 'Server-side template injection'],
  ['ssi', 'Server-side include'],
  ['ldapi', 'LDAP injection'],
  ['mail_injection', 'Mail injection'],
  ['mass_assignment', 'Mass assignment'],
  ['scanner', 'Resource scanning'],
  ['brute', 'Brute force'],
  ['dirbust', 'Forced browsing'],
  ['bola', 'Broken object level authorization'],
  ['redir', 'Open redirect'],
  ['data_bomb', 'Data bomb'],
  ['infoleak', 'Information exposure'],
  ['vpatch', 'Virtual patch'],
  ['api_abuse', 'API abuse'],
  ['gql', 'GraphQL attack'],
]);

/** What the vendor calls a type of attack. */
export const nameOf = (type: string): string | undefined => names.get(type.toLowerCase());

/** What, where and from whom, on one line. */
export function titleOf(
  notice: Notice,
  type: string,
  seen: { actor: Actor; target: Target; action: AlertAction },
): string {
  const { said, at, sort } = notice;
  const name = nameOf(type) ?? type;
  const summary = said.text('summary')?.replace(/^\[.*?\]\s*/, '');
  const address = addressOf(seen.target, siteIn(notice));
  const on = address === '' ? '' : ` on ${address}`;
  if (sort === 'hit') {
    const from = seen.actor.ip === undefined ? '' : ` from ${seen.actor.ip}`;
    return `${name}${on}${from}${verbs[seen.action]}`;
  }
  if (sort === 'vulnerability') return `${said.text(...in_(at, 'title')) ?? `Vulnerability: ${name}`}${on}`;
  const about = said.text('details.name', 'details.user.email', 'details.rule.name', 'details.integration.name');
  return `Wallarm: ${joined([summary ?? wordsOf(type), about], ': ')}${on}`;
}
