import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatchers } from '../../lambdas/domain/matchers/parse.ts';
import { readMatchers } from '../../lambdas/domain/matchers.ts';
import { matchersTest } from '../../lambdas/domain/matchers-test.ts';
import { alertOf } from '../engine/route/alerts.ts';

const one = (name: string, operator: string, value: string) => [{ name, operator, value }];

describe('parseMatchers', () => {
  it.each([
    ['foo=bar', one('foo', '=', 'bar')],
    [' foo = bar ', one('foo', '=', 'bar')],
    ['{foo=bar}', one('foo', '=', 'bar')],
    ['{foo=bar,}', one('foo', '=', 'bar')],
    ['foo=bar,', one('foo', '=', 'bar')],
    ['foo!=bar', one('foo', '!=', 'bar')],
    ['foo=~[a-z]+', one('foo', '=~', '[a-z]+')],
    ['foo!~[a-z]+', one('foo', '!~', '[a-z]+')],
    ['foo=🙂bar', one('foo', '=', '🙂bar')],
    ['"foo bar"="a, b"', one('foo bar', '=', 'a, b')],
    ['foo="\\xf0\\x9f\\x99\\x82"', one('foo', '=', '🙂')],
    ['foo="\\U0001f642\\u00e4"', one('foo', '=', '🙂ä')],
    ['foo="a\\n\\t\\"\\\\"', one('foo', '=', 'a\n\t"\\')],
    // As before Alertmanager 0.27: what is no escape of Go is kept.
    ['foo=~"10\\.0\\.\\d+"', one('foo', '=~', '10\\.0\\.\\d+')],
    ['foo=""', one('foo', '=', '')],
    ['foo=', one('foo', '=', '')],
    ['{foo=bar,bar!="baz"}', [...one('foo', '=', 'bar'), ...one('bar', '!=', 'baz')]],
    ['app.kubernetes.io/name=web', one('app.kubernetes.io/name', '=', 'web')],
  ])('%s', (text, expected) => {
    expect(parseMatchers(text)).toEqual(expected);
  });

  it.each([
    ['', 'found no matcher'],
    ['{}', 'found no matcher'],
    [',', 'found "," where a name is expected'],
    ['{foo=bar', 'found the end where "," or "}" is expected'],
    ['foo=bar}', 'found "}" where "," or the end is expected'],
    ['foo', 'found the end where an operator is expected; allowed: =, !=, =~, !~'],
    ['foo==bar', 'found "==" where an operator is expected; allowed: =, !=, =~, !~'],
    ['foo=a b', 'found "b" where "," or the end is expected; put a value with blanks'],
    ['foo=a\\n', 'put a value with blanks or with one of'],
    ['foo="bar', 'found ""bar" where a value is expected'],
    ['foo="\\xf0\\x9f"', 'is no UTF-8'],
    ['""=x', 'a name is empty'],
  ])('refuses %j', (text, expected) => {
    expect(parseMatchers(text)).toEqual({ wrong: expect.stringContaining(expected) });
  });

  it('reads back any name and value in double quotes', () => {
    const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.constantFrom('=', '!=', '=~', '!~'), (name, value, operator) => {
        fc.pre(name !== '');
        expect(parseMatchers(`${quoted(name)}${operator}${quoted(value)}`)).toEqual(one(name, operator, value));
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(() => parseMatchers(text)).not.toThrow();
      }),
    );
  });
});

const alert = alertOf({
  severity: 'high',
  riskScore: 73,
  target: { kind: 'api', host: 'Pay' },
  vulnerabilities: [{ cve: 'CVE-1' }, { cve: 'CVE-2' }],
  labels: { team: 'red', severity: 'warning', 'app.kubernetes.io/name': 'web', container: 'nginx', empty: '' },
});

describe('matchers over an alert', () => {
  it.each([
    ['severity=high', true],
    ['severity=~"high|critical"', true],
    ['labels.severity=~warn', false],
    ['severity!~"low|info"', true],
    ['labels.severity=warning', true],
    ['team=red', true],
    ['team=Red', false],
    ['team=~"(?i)RED"', true],
    ['labels.team!=red', false],
    ['app.kubernetes.io/name=web', true],
    // A group of fields is no field: the label of this name.
    ['container=nginx', true],
    // A missing label is an empty one.
    ['missing=""', true],
    ['missing=~".*"', true],
    ['missing=~".+"', false],
    ['missing!=x', true],
    ['empty=', true],
    ['target.host=Pay', true],
    ['riskScore=73', true],
    ['riskScore=~"7."', true],
    // Of several values one is enough, and none may be there for a negation.
    ['vulnerabilities.cve=CVE-2', true],
    ['vulnerabilities.cve!=CVE-2', false],
    ['vulnerabilities.cve!~"CVE-[34]"', true],
    ['team=red,severity=low', false],
    ['constructor=""', true],
  ])('%s: %s', (text, expected) => {
    const { matchers, problems } = readMatchers(text, []);
    expect(problems).toEqual([]);
    expect(matchersTest(matchers)(alert)).toBe(expected);
  });

  it('all texts of a list have to hold', () => {
    const fits = (texts: readonly string[]) => matchersTest(readMatchers(texts, []).matchers)(alert);
    expect([fits([]), fits(['team=red', 'severity=high']), fits(['team=red', 'severity=low'])]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('readMatchers says what is wrong', () => {
  const wrong = (value: unknown): unknown[] =>
    readMatchers(value, ['routes', 0, 'matchers']).problems.map((each) => ({ ...each }));

  it.each([
    [5, 'found 5; expected texts such as severity=~"high|critical"'],
    [
      'severity=hgih',
      '"hgih" is no severity; allowed: info, low, medium, high, critical; for the severity of the sender write labels.severity',
    ],
    ['severity=~"warning|critical"', '"warning" is no severity'],
    ['severity=~"warn.*"', '"warn.*" fits no severity'],
    [
      'severity=~"(high"',
      'the regular expression "(high" does not parse: missing closing ): `(high`; allowed: RE2\'s syntax',
    ],
    ['target.hots=x', 'did you mean "target.host"?'],
    ['riskScore=">=80"', 'for comparisons use match: { riskScore: ">=80" }'],
  ])('%j', (value, message) => {
    expect(wrong(value)).toEqual([{ path: ['routes', 0, 'matchers'], message: expect.stringContaining(message) }]);
    expect(wrong(['team=x', value])).toEqual([
      { path: ['routes', 0, 'matchers', 1], message: expect.stringContaining(message) },
    ]);
  });

  it('a long name that is nearly a field is probably meant to be it', () => {
    const { warnings } = readMatchers('severty=high', []);
    expect(warnings).toEqual([
      {
        path: [],
        message: 'warning: "severty" is no field of an alert and means "labels.severty": did you mean "severity"?',
      },
    ]);
    expect(readMatchers('cluster=a,namespace=b,job=c', []).warnings).toEqual([]);
  });
});
