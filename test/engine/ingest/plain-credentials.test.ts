import { describe, expect, it } from 'vitest';
import {
  isAuthentic,
  type PlainAuth,
  type PresentedCredentials,
} from '../../../lambdas/engine/ingest/plain-credentials.ts';

const basicHeader = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const offer = (headers: Readonly<Record<string, string>> = {}, pathToken?: string): PresentedCredentials => ({
  headers,
  pathToken,
});
const auth = (authorization: string): PresentedCredentials => offer({ authorization });

const bearer: PlainAuth = { scheme: 'bearer', secrets: ['old', 'new'] };
const header: PlainAuth = { scheme: 'header', name: 'x-key', secrets: ['old', 'new'] };
const token: PlainAuth = { scheme: 'token', secrets: ['old', 'new'] };
const basic: PlainAuth = { scheme: 'basic', username: 'akto', secrets: ['old', 'n:e:w'] };

describe('a request proves where it comes from', () => {
  it.each<[string, PlainAuth, PresentedCredentials, boolean]>([
    ['bearer: the old secret', bearer, auth('Bearer old'), true],
    ['bearer: the new secret', bearer, auth('Bearer new'), true],
    ['bearer: another', bearer, auth('Bearer other'), false],
    ['bearer: both at once', bearer, auth('Bearer old new'), false],
    ['bearer: nothing', bearer, offer(), false],
    ['bearer: an empty one', bearer, auth('Bearer '), false],
    ['bearer: the right one under Basic', bearer, auth('Basic old'), false],
    ['bearer: the right one in the path', bearer, offer({}, 'old'), false],
    ['header: the old secret', header, offer({ 'x-key': 'old' }), true],
    ['header: the new secret', header, offer({ 'x-key': 'new' }), true],
    ['header: another', header, offer({ 'x-key': 'other' }), false],
    ['header: none', header, offer(), false],
    ['header: an empty one', header, offer({ 'x-key': '' }), false],
    ['header: the right one elsewhere', header, auth('Bearer old'), false],
    ['header: by a name that every object has', { ...header, name: 'constructor' }, offer(), false],
    ['token: the old secret', token, offer({}, 'old'), true],
    ['token: the new secret', token, offer({}, 'new'), true],
    ['token: another', token, offer({}, 'other'), false],
    ['token: none', token, offer(), false],
    ['token: an empty one', token, offer({}, ''), false],
    ['basic: user and password', basic, auth(basicHeader('akto:old')), true],
    ['basic: a password with colons', basic, auth(basicHeader('akto:n:e:w')), true],
    ['basic: in another case of the scheme', basic, auth(basicHeader('akto:old').replace('Basic', 'basic')), true],
    ['basic: another user', basic, auth(basicHeader('root:old')), false],
    ['basic: another password', basic, auth(basicHeader('akto:other')), false],
    ['basic: no colon', basic, auth(basicHeader('akto')), false],
    ['basic: no password', basic, auth(basicHeader('akto:')), false],
    ['basic: not base64', basic, auth('Basic ***'), false],
    ['basic: nothing', basic, offer(), false],
    ['none: everybody', { scheme: 'none' }, offer(), true],
  ])('%s: %s', (_, scheme, offered, expected) => {
    expect(isAuthentic(scheme, offered)).toBe(expected);
  });

  it.each<PlainAuth>([
    { scheme: 'bearer', secrets: [''] },
    { scheme: 'header', name: 'x-key', secrets: [''] },
    { scheme: 'token', secrets: [''] },
    { scheme: 'basic', username: '', secrets: [''] },
    { scheme: 'basic', username: 'akto', secrets: [''] },
    { scheme: 'bearer', secrets: [] },
  ])('but never with a secret that is empty or missing: %j', (scheme) => {
    const offers = [
      offer(),
      offer({ 'x-key': '' }),
      offer({}, ''),
      auth('Bearer '),
      auth(basicHeader(':')),
      auth(basicHeader('akto:')),
    ];
    expect(offers.map((offered) => isAuthentic(scheme, offered))).toEqual(offers.map(() => false));
  });
});
