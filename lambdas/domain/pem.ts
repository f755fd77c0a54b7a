import { createPrivateKey, X509Certificate } from 'node:crypto';

/** PEM as it is meant: an environment variable may hold its line ends as `\n`. */
export const pemText = (text: string): string => text.replaceAll('\\n', '\n').trim();

/** Whether a text is PEM, and not the name of a file. */
export const isPem = (text: string): boolean => /^\s*-----BEGIN /.test(text);

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

/** The blocks of a PEM text, each from its BEGIN line to its END line. */
const blocksOf = (text: string): readonly string[] =>
  pemText(text)
    .split(/(?=-----BEGIN )/)
    .filter((block) => block.startsWith('-----BEGIN '));

/** One certificate or several, and nothing else that is PEM. */
export function isCertificates(text: string): boolean {
  const blocks = blocksOf(text);
  return blocks.length > 0 && blocks.every((block) => succeeds(() => new X509Certificate(block)));
}

/** A private key without a passphrase. */
export const isPrivateKey = (text: string): boolean =>
  isPem(pemText(text)) && succeeds(() => createPrivateKey(pemText(text)));

/** Whether a key is that of the first certificate. */
export function isPair(cert: string, key: string): boolean {
  const [first = ''] = blocksOf(cert);
  try {
    return new X509Certificate(first).checkPrivateKey(createPrivateKey(pemText(key)));
  } catch {
    return false;
  }
}
