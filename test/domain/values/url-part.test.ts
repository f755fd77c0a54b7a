import { expect, it } from 'vitest';
import { urlPart } from '../../../lambdas/domain/values/url-part.ts';

it.each([
  ['SEC-1', 'SEC-1'],
  ['a/b?c', 'a%2Fb%3Fc'],
  ['\ud800x', '%EF%BF%BDx'],
  ['😀', '%F0%9F%98%80'],
])('%j is %s in a URL', (text, part) => expect(urlPart(text)).toBe(part));
