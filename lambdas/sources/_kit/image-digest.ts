import { isFields } from '../../domain/values/json-fields.ts';
import type { Dig } from './field-reader.ts';

const digest = /(?:^|@|:\/\/)(?:sha256:)?([\da-f]{64})$/i;

/**
 * An image with its digest behind it, `repository:tag@sha256:…` as a registry takes it, from the first of several fields
 * that ends in one. An image that names a digest already stays as it is.
 */
export function withDigest(
  image: string | undefined,
  said: Pick<Dig, 'text' | 'take'>,
  ...paths: readonly string[]
): string | undefined {
  if (image === undefined || image.includes('@')) return image;
  for (const path of paths) {
    const text = said.text(path) ?? '';
    const [, hex] = digest.exec(text) ?? [];
    if (hex === undefined || digest.test(image)) continue;
    if (text.toLowerCase() === `sha256:${hex.toLowerCase()}`) said.take(path);
    return `${image}@sha256:${hex.toLowerCase()}`;
  }
  return image;
}

/** A container whose image has its digest behind it; nothing where it names none, or names one already. */
export function digestBehind(container: unknown, hex: string | number | undefined): object | undefined {
  const image = isFields(container) ? container['image'] : undefined;
  if (!isFields(container) || hex === undefined || typeof image !== 'string' || image.includes('@')) return undefined;
  return { ...container, image: `${image}@sha256:${hex}` };
}
