import { expect, it } from 'vitest';
import { dig } from '../../../lambdas/sources/_kit/field-reader.ts';
import { addressesIn } from '../../../lambdas/sources/_kit/typed-places.ts';

it.each([
  [
    { own: '10.0.0.7', later: '203.0.113.9' },
    { ip: '10.0.0.7', publicIp: '203.0.113.9' },
  ],
  [
    { own: '10.0.0.7', outer: '10.0.0.7', later: '203.0.113.9' },
    { ip: '10.0.0.7', publicIp: '203.0.113.9' },
  ],
  [{ own: '10.0.0.7', outer: 'no address' }, { ip: '10.0.0.7' }],
  [{ later: '203.0.113.9' }, { ip: '203.0.113.9' }],
  [{}, {}],
])('of %j the addresses of the machine are %j', (record, expected) => {
  expect(addressesIn(dig(record), ['own'], ['outer', 'later'])).toEqual(expected);
});
