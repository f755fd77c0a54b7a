import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Entry, entries } from './alertmanager-entries.ts';
import { type Draft, listIn, textIn } from './draft.ts';
import { freeName, secretFor } from './names.ts';

/** Whether a kind of receiver sends ends unless it is told to, as Alertmanager's documentation has it. */
const endsByDefault = (kind: string): boolean => !['slack_configs', 'email_configs', 'wechat_configs'].includes(kind);

/** A receiver of the old file as destinations; none for one that notifies nobody. */
export interface Receiver {
  readonly destinations: readonly string[];
  readonly sendResolved: boolean;
}

const kindOf = (list: string): string => list.replace(/_configs$/, '');

/** Stands for what has no destination, so that nothing is lost and somebody decides. */
function placeholder({ name, path, draft }: Entry, kind: string): Fields {
  draft.notes.push({
    path,
    message: `${kind} has no destination here, or lacks a setting: a webhook stands in its place; set its address, or use another destination`,
  });
  return { type: 'webhook', url: secretFor(`${name}_URL`, '', draft.secrets) };
}

/** Adds a receiver's destinations. */
export function addReceiver(written: Fields, i: number, global: Fields, draft: Draft): Receiver {
  const name = textIn(written, 'name') ?? `receiver-${i + 1}`;
  const lists = Object.keys(written).filter((key) => key.endsWith('_configs'));
  const configs = lists.flatMap((list) =>
    listIn(written, list).map((fields, n) => ({ list, n, fields: isFields(fields) ? fields : {} })),
  );
  const destinations = configs.map(({ list, n, fields }) => {
    const id = freeName(configs.length === 1 ? name : `${name}-${kindOf(list)}`, (each) =>
      Object.hasOwn(draft.destinations, each),
    );
    const entry: Entry = { path: `receivers[${i}].${list}[${n}]`, name: id, fields, global, draft };
    draft.destinations[id] = entries[list]?.(entry) ?? placeholder(entry, kindOf(list));
    return id;
  });
  const ends = configs.map(({ list, fields }) =>
    typeof fields['send_resolved'] === 'boolean' ? fields['send_resolved'] : endsByDefault(list),
  );
  const sendResolved = ends.length === 0 || ends.some(Boolean);
  if (sendResolved && !ends.every(Boolean))
    draft.notes.push({
      path: `receivers[${i}]`,
      message: 'sends ends to some of its destinations alone: sendResolved holds for the whole route here, and is true',
    });
  return { destinations, sendResolved };
}
