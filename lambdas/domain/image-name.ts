const DIGEST_SHOWN = 12;
const DIGEST = /^sha(?:256|512):[\da-f]{64,128}$/;

/** `repository:tag@sha256:…` as an image and its digest; the digest is empty where it names none. */
export function imageParts(image: string): { readonly name: string; readonly digest: string } {
  const at = image.lastIndexOf('@');
  const behind = image.slice(at + 1);
  return at > 0 && DIGEST.test(behind) ? { name: image.slice(0, at), digest: behind } : { name: image, digest: '' };
}

/** An image as people call it: without its digest where it has a tag, else with the first digits of it. */
export function imageName(image: string): string {
  const { name, digest } = imageParts(image);
  if (digest === '' || name.lastIndexOf(':') > name.lastIndexOf('/')) return name;
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${name}@${algorithm}:${hex.slice(0, DIGEST_SHOWN)}`;
}
