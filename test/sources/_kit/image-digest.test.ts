import { expect, test } from 'vitest';
import { dig } from '../../../lambdas/sources/_kit/field-reader.ts';
import { withDigest } from '../../../lambdas/sources/_kit/image-digest.ts';

const hex = 'ab'.repeat(32);

test.each([
  ['shop/web:v3', `sha256:${hex}`, `shop/web:v3@sha256:${hex}`],
  ['shop/web:v3', hex.toUpperCase(), `shop/web:v3@sha256:${hex}`],
  ['shop/web:v3', `docker.io/shop/web@sha256:${hex}`, `shop/web:v3@sha256:${hex}`],
  [`shop/web@sha256:${hex}`, `sha256:${'cd'.repeat(32)}`, `shop/web@sha256:${hex}`],
  [`sha256:${hex}`, `sha256:${hex}`, `sha256:${hex}`],
  ['shop/web:v3', 'sha256:ab', 'shop/web:v3'],
  [undefined, `sha256:${hex}`, undefined],
])('the image %j with the digest %j is %j', (image, id, expected) => {
  expect(withDigest(image, dig({ id }), 'id')).toBe(expected);
});
