import { expect, test } from 'vitest';
import { imageName, imageParts } from '../../lambdas/domain/image-name.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

test.each([
  ['shop/web:v3', 'shop/web:v3', ''],
  [`shop/web:v3@${digest}`, 'shop/web:v3', digest],
  [`registry.example.test:5000/web@${digest}`, `registry.example.test:5000/web@sha256:${'ab'.repeat(6)}`, digest],
  ['@everyone', '@everyone', ''],
  ['web@sha256:ab', 'web@sha256:ab', ''],
  ['', '', ''],
])('people call %s %s', (image, name, digested) => {
  expect(imageName(image)).toBe(name);
  expect(imageParts(image).digest).toBe(digested);
});
