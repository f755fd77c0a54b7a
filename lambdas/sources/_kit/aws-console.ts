const hosts: readonly (readonly [region: RegExp, host: string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^/, 'console.aws.amazon.com'],
];

/** A page of the AWS console in a region; nothing when the region is no name of one. */
export function consoleUrl(region: string, path: string | undefined): string | undefined {
  if (path === undefined || !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) return undefined;
  const host = hosts.find(([pattern]) => pattern.test(region))?.[1] ?? '';
  return `https://${region}.${host}/${path}`;
}

/** The hosts of the AWS console in all partitions, for what AWS sends. */
export const awsConsoles: readonly string[] = hosts.flatMap(([, host]) => [host, `*.${host}`]);
