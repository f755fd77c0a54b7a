import { type ReceiverName, receiverNames } from '../../../infra/sandbox/registry.ts';
import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import { vendor } from '../vendors.ts';
import { type Protocol, type Row, type RowName, rowNames, rowOf, rows } from './rows.ts';

/**
 * What meets the misbehaviour. `single`: one alert. `batch`: many in one request. `summary`: repeats of a problem.
 * `digest`: alerts above the quota. `look-up`: the search for a first request that arrived and was not answered, and
 * `look-up-absent` for one that did not arrive. `token`: the request for an access token.
 */
export const formNames = ['single', 'batch', 'summary', 'digest', 'look-up', 'look-up-absent', 'token'] as const;
export type FormName = (typeof formNames)[number];

/** Whether the receiver behaves again after two hours. */
export type Ends = 'heals' | 'never';

/** One cell of the table: a misbehaviour of a receiver at one kind of request. */
export interface Cell {
  readonly row: RowName;
  readonly receiver: ReceiverName;
  readonly form: FormName;
  readonly ends: Ends;
}

export const nameOf = ({ row, receiver, form, ends }: Cell): string => `${row}/${receiver}/${form}/${ends}`;

/** What is known of a receiver before a cell is played. */
interface Kind {
  readonly connected: Connected;
  readonly type: string;
  readonly protocol: Protocol;
}

const protocols: Readonly<Record<string, Protocol>> = { email: 'smtp', syslog: 'syslog' };

const kinds = new Map<ReceiverName, Kind>(
  receiverNames.map((name) => {
    const { connected, type } = vendor(name);
    return [name, { connected, type, protocol: protocols[type] ?? 'http' }];
  }),
);

export function kindOf(receiver: ReceiverName): Kind {
  const found = kinds.get(receiver);
  if (found === undefined) throw new Error(`no receiver ${receiver}`);
  return found;
}

/** Destinations whose requests need an access token. */
const withToken: ReadonlySet<string> = new Set(['sentinel', 'google-secops']);
/** Mock receivers that take part of a batch when they are asked to. */
const dividing: ReadonlySet<ReceiverName> = new Set([
  'splunk',
  'sumo',
  'elasticsearch',
  'opensearch',
  'opensearch-aws',
  'eventbridge',
]);

const takesForm: Readonly<Record<FormName, (kind: Kind) => boolean>> = {
  single: () => true,
  batch: ({ connected }) => connected.batch !== undefined,
  summary: ({ connected }) => connected.audience === 'people',
  digest: ({ connected }) => connected.audience === 'people' && connected.perMinute !== undefined,
  'look-up': ({ connected }) => connected.lookup !== undefined,
  'look-up-absent': ({ connected }) => connected.lookup !== undefined,
  token: ({ type }) => withToken.has(type),
};

/** A generic webhook accepts any 2xx: a login page that answers so cannot be told from its receiver (design §3, 11). */
const isAccepted = ({ type }: Kind, row: Row): boolean => type === 'webhook' && row === rows['html-200'];

const applies = (row: Row, receiver: ReceiverName, form: FormName): boolean => {
  const { protocols: own, keepEvents } = row;
  const kind = kindOf(receiver);
  const isDivided = keepEvents === undefined || (form === 'batch' && dividing.has(receiver));
  return !isAccepted(kind, row) && isDivided && own.includes(kind.protocol) && takesForm[form](kind);
};

/** FNV-1a: the same number for the same text, on every machine. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A third of the cells last for ever; who asks for a day each time is not given up before it has been asked eight times. */
const endsOf = (row: RowName, receiver: ReceiverName, form: FormName): Ends =>
  !row.endsWith('-a-day') && hashOf(`${row}/${receiver}/${form}`) % 3 === 0 ? 'never' : 'heals';

/** All cells of the table. */
export const cells: readonly Cell[] = rowNames.flatMap((row) =>
  receiverNames.flatMap((receiver) =>
    formNames
      .filter((form) => applies(rowOf(row), receiver, form))
      .map((form) => ({ row, receiver, form, ends: endsOf(row, receiver, form) })),
  ),
);

/** The cells that a name means: ROW/TYPE/FORM, or with a fourth part `heals` or `never`. */
export function cellsNamed(name: string): readonly Cell[] {
  const [row, receiver, form, ends] = name.split('/');
  return cells
    .filter((cell) => cell.row === row && cell.receiver === receiver && cell.form === form)
    .map((cell) => (ends === 'heals' || ends === 'never' ? { ...cell, ends } : cell));
}
