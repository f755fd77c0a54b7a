import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withEvidence } from '../../../../lambdas/destinations/_kit/alert-view/evidence-policy.ts';
import { compiledMessage } from '../../../../lambdas/destinations/_kit/wording/compile.ts';
import { filledAddress, linkAddressMistake } from '../../../../lambdas/destinations/_kit/wording/link-address.ts';
import { operatorText } from '../../../../lambdas/destinations/_kit/wording/operator-text.ts';
import { withMessage } from '../../../../lambdas/destinations/_kit/wording/with-message.ts';
import { wordingFor } from '../../../../lambdas/destinations/_kit/wording/wording-for.ts';
import { evaluateOne } from '../../../../lambdas/domain/expression/expression.ts';
import { piecesOf } from '../../../../lambdas/domain/expression/text-template.ts';
import { MessageSetting } from '../../../../lambdas/domain/message-setting.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';
import { variants } from '../../variants.ts';

const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '..',
    '.',
    '../..',
    '%2e%2e',
    '//evil.example',
    'https://evil.example',
    '@evil.example',
    '?x#y',
    '\\..\\',
  ),
);

describe('an address with values', () => {
  it('leads nowhere else, whatever the values are', () => {
    const pieces = piecesOf('https://wiki.example.com/a/{{ x }}/b-{{ y }}?q={{ z }}&r=1#{{ z }}');
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (x, y, z) => {
        const url = filledAddress(pieces, [x, y, z, z]);
        if (url === undefined) return;
        const parsed = new URL(url);
        expect(parsed.origin).toBe('https://wiki.example.com');
        expect(parsed.username + parsed.password).toBe('');
        expect(parsed.pathname.split('/')).toHaveLength(4);
        expect(parsed.pathname.startsWith('/a/')).toBe(true);
        expect([...parsed.searchParams.keys()]).toEqual(['q', 'r']);
        expect(decodeURIComponent(parsed.pathname.split('/')[2] ?? '')).toBe(x.toWellFormed());
      }),
    );
  });

  it.each(['..', '.'])('is none with a segment of %s', (value) => {
    expect(filledAddress(piecesOf('https://wiki.example.com/a/{{ x }}/b'), [value])).toBeUndefined();
  });

  it.each(['https://wiki.example.com', 'http://wiki/{{ type }}', 'https://wiki.example.com?q={{ type }}'])(
    'may be %s',
    (url) => {
      expect(linkAddressMistake(url)).toBeUndefined();
    },
  );
});

describe('a text of the operator', () => {
  const textOf = (...pieces: readonly (string | readonly [string])[]) =>
    operatorText(
      pieces.map((piece) =>
        typeof piece === 'string' ? { text: piece, isValue: false } : { text: piece[0], isValue: true },
      ),
    );

  it('links what he wrote', () => {
    expect(textOf('See https://wiki.example.com/a, now.')).toEqual([
      { text: 'See ' },
      { text: 'wiki.example.com/a', url: 'https://wiki.example.com/a' },
      { text: ', now.' },
    ]);
  });

  it.each([
    ['a value behind the address', textOf('https://wiki.example.com/', ['.evil.example'])],
    ['a value before it', textOf(['x'], 'https://wiki.example.com/')],
    ['an address in a value', textOf('a ', ['https://evil.example/x'], ' b')],
    ['an address of two pieces', textOf('http', ['s://evil.example/x'])],
    ['a name that hides the host', textOf('https://wiki.example.com@evil.example/')],
  ])('links nothing with %s', (_, runs) => {
    expect(runs.filter(({ url }) => url !== undefined)).toEqual([]);
    expect(runs.map(({ text }) => text).join('')).not.toMatch(/https?:\/\//);
  });

  it('links only what the operator wrote, whatever the values are', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const runs = textOf([a], ' on https://wiki.example.com/start and ', [b]);
        expect(runs.flatMap(({ url }) => url ?? [])).toEqual(['https://wiki.example.com/start']);
        const rest = runs.filter(({ url }) => url === undefined).map(({ text }) => text);
        expect(rest.join('')).not.toMatch(/https?:\/\//i);
      }),
    );
  });
});

describe('the wording of an alert', () => {
  const full = alertNamed('full');
  const wordingOf = (message: MessageSetting, alert = full) =>
    wordingFor(compiledMessage(MessageSetting.parse(message)), alert, evaluateOne);

  it('names whom the severity calls, each once', async () => {
    const mention = { '>=low': ['a1', 'b2'], critical: ['here', 'a1'] };
    expect((await wordingOf({ mention }, { ...full, severity: 'critical' })).mentions).toEqual(['a1', 'b2', 'here']);
    expect((await wordingOf({ mention }, { ...full, severity: 'low' })).mentions).toEqual(['a1', 'b2']);
    expect((await wordingOf({ mention }, { ...full, severity: 'info' })).mentions).toEqual([]);
  });

  it('takes the first runbook that matches, and all links', async () => {
    const wiki = 'https://wiki.example.com/';
    const runbook = [
      { match: { type: 'no such rule' }, url: `${wiki}1` },
      { match: { severity: '>=info' }, url: `${wiki}2`, name: 'How to' },
      { url: `${wiki}3` },
    ];
    const links = [
      { name: 'A', url: `${wiki}a` },
      { name: 'B', matchers: ['severity="none"'], url: `${wiki}b` },
      { name: 'C', url: `${wiki}{{ labels.nowhere }}` },
    ];
    const found = await wordingOf({ runbook, links });
    expect(found.runbook).toEqual({ label: 'How to', url: `${wiki}2` });
    expect(found.links).toEqual([{ label: 'A', url: `${wiki}a` }]);
    expect(found.notes).toEqual([]);
  });

  it('leaves out what has no value, and keeps the default of what says nothing', async () => {
    const found = await wordingOf({
      title: '{{ labels.nowhere }}',
      text: ' {{ labels.nowhere }} ',
      fields: ['labels.nowhere', 'severity'],
    });
    expect(found).toEqual({
      mentions: [],
      links: [],
      notes: [],
      fields: [{ label: 'severity', value: full.severity }],
    });
  });

  it('ends in time, and says which settings it left out', async () => {
    const slow = '{{ $sum([1..9999999].($ * $)) }}';
    const begun = performance.now();
    const found = await wordingOf({
      title: slow,
      text: slow,
      footer: slow,
      fields: Array.from({ length: 12 }, (_, i) => ({ name: `F${i}`, value: slow })),
    });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(found.title ?? found.text ?? found.footer).toBeUndefined();
    expect(found.notes[0]).toMatch(/^title of the message settings is not applied: /);
  });
});

it('a destination that gets no evidence has none in its wording either', async () => {
  const [slack] = variants.filter(({ type }) => type === 'slack');
  if (slack === undefined) throw new Error('there is no slack');
  const full = alertNamed('full');
  const message = { title: 'Seen: {{ evidence[0].content }}.' };
  const titleOf = async (policy: 'none' | 'scrubbed') => {
    const connected = withEvidence(withMessage(slack.connected, message, evaluateOne), policy);
    return (await connected.word?.(full, attemptFor(full)))?.wording?.title;
  };
  expect(await titleOf('none')).toBe('Seen: .');
  expect(await titleOf('scrubbed')).toMatch(/^Seen: .{3}/);
});
