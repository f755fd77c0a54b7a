const pascal = (text: string): string =>
  text
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');

/** `webhooks_refused` and `too_large` are `WebhooksRefusedTooLarge` in CloudWatch. */
export const cloudWatchName = (name: string, value = ''): string => `${pascal(name)}${pascal(value)}`;
