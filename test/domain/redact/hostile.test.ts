import { expect, test } from 'vitest';
import { redact } from '../../../lambdas/domain/redact/redact.ts';

// What a sender may write again and again: keywords, beginnings of forms, names, marks that are not closed.
const units = [
  ...['a', 'a ', '1', '1 ', '4111', '4111 ', '4111-', '"', '\\', '\\"', '=', '":"', '{"a":', '%20', 'é', '[removed: '],
  ...['eyJ', '-eyJ', 'eyJaaaaaaaa.', 'bearer ', 'basic ', 'basic dXNlcjpwYXNz', 'auth="', 'auth=', 'authorization:'],
  ...['authorization: basic ', 'authorization: digest "', 'cookie: ', 'cookie: a=b', 'key', 'key=', 'key-', 'k1key='],
  ...[
    'password',
    'password=',
    'password:',
    'password: ',
    'password="',
    '"password":"',
    '"password":"\\"',
    'password=\\',
  ],
  ...[
    '--password ',
    '--token ',
    'secret: a-b',
    'db-credentials: ',
    '<password>',
    '<password ',
    'name":"password","value":"',
  ],
  ...['password%3D', '&quot;password&quot;:&quot;', '\\u0022password\\u0022:', 'PWD=/', 'pin"', 'password => '],
  ...['curl ', 'curl -u ', 'curl mysql ', 'mysql -p', 'docker login ', 'net use ', 'vault login ', "identified by '"],
  ...[
    '://',
    '://a:b/',
    '://a:b@',
    'https://a:',
    '://a@b:c@',
    '&sig=',
    '?code=',
    '/reset/',
    '/hooks/',
    '/webhooks/',
    '/bot',
  ],
  ...['-----BEGIN ', '-----BEGIN PRIVATE KEY-----"', 'Private-Lines: 1"', '$6$', '$6$a', 'LS0tLS1CRUdJTi'],
  ...[
    'sk-',
    'sk-a-',
    'gh' + 'p_',
    'xoxb-',
    'xoxb-1-',
    'SG.',
    'hvs.',
    'AKIA',
    'AIza',
    'dapi',
    'glpat-',
    '.atlasv1.',
    'Q~',
  ],
  ...['3Q~', '_mmk', '-us', '1:AA', ':AA', 'tskey-', 'live_', 'pscale_tkn_', 'adafruit = ', 'twitter:', 'ext_aaaaa.'],
];

const shapes = units.flatMap((unit) => [unit, `${unit}\n`]);
const SIZE = 60_000;
const hostile = (unit: string, size: number): string => `secret ${unit.repeat(Math.ceil(size / unit.length))}`;

function cpuMs(work: () => void): number {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user + after.system - user - system) / 1000;
}

/** The least of several measurements is what the work itself takes. */
const leastMs = (work: () => void, times: number): number =>
  Math.min(...Array.from({ length: times }, () => cpuMs(work)));

/** How many times as long a text of eight times the length takes; below what the clock can tell it is nothing. */
function growthOf(unit: string): number {
  const [small, large] = [hostile(unit, SIZE), hostile(unit, 8 * SIZE)];
  redact(small);
  return (
    leastMs(() => redact(large), 2) /
    Math.max(
      2,
      leastMs(() => redact(small), 3),
    )
  );
}

test('the time grows with the text alone, whatever stands in it', { timeout: 120_000 }, () => {
  // Quadratic time would be 64 times as long. What seems too long is measured again: other programs run too.
  const tooLong = (unit: string): boolean => growthOf(unit) > 20 && growthOf(unit) > 20 && growthOf(unit) > 20;
  expect(shapes.filter(tooLong)).toEqual([]);
});
