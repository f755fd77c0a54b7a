/** A name that is found again in whatever a destination receives: `mark-kill-17`. */
export const markOf = (run: string, n: number): string => `mark-${run}-${n}`;

const mark = /mark-[a-z]+-\d+/;
const everyMark = new RegExp(mark, 'g');

/** The first mark in a text. */
export const markIn = (text: string): string | undefined => mark.exec(text)?.[0];

/** All marks in a text, each once: a request may carry several alerts. */
export const marksIn = (text: string): ReadonlySet<string> => new Set(text.match(everyMark));

/** An alert in the form of the source type `generic`, told apart by its mark. */
export const genericAlert = (
  name: string,
  severity = 'high',
  description = 'a login from an unknown address',
): string => JSON.stringify({ id: name, title: `Suspicious login ${name}`, severity, description, host: 'web-1' });

export type Times = ReadonlyMap<string, number>;

export const missing = (marks: Iterable<string>, times: Times): string[] =>
  [...marks].filter((each) => !times.has(each));

/** What arrived more than once. */
export const repeated = (times: Times): string[] => [...times].filter(([, n]) => n > 1).map(([each]) => each);

/** A count and the first few of a list. */
export const sample = (list: readonly string[]): string =>
  list.length === 0 ? '0' : `${list.length} (${list.slice(0, 3).join(', ')}${list.length > 3 ? ', …' : ''})`;

/** A configuration with a source `generic` that takes everybody's alerts, and one route over all destinations. */
export const yamlOf = (destinations: Readonly<Record<string, string>>): string =>
  [
    'version: 1',
    'sources:',
    '  generic: { type: generic, auth: none }',
    'destinations:',
    ...Object.entries(destinations).map(([id, setting]) => `  ${id}: ${setting}`),
    'routes:',
    `  - to: [${Object.keys(destinations).join(', ')}]`,
    '',
  ].join('\n');

export const webhookTo = (url: string): string => `{ type: webhook, url: "${url}", format: alert }`;
