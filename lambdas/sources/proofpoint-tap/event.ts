import type { AlertAction, Severity } from '../../domain/alert.ts';
import { type Fields, isFields, spelling } from '../../domain/values/json-fields.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';

// https://help.proofpoint.com/Threat_Insight_Dashboard/API_Documentation/SIEM_API

/** The lists of the SIEM API, and what became of the events in them. */
export const LISTS = {
  messagesDelivered: { what: 'message', action: 'allowed' },
  messagesBlocked: { what: 'message', action: 'blocked' },
  clicksPermitted: { what: 'click', action: 'allowed' },
  clicksBlocked: { what: 'click', action: 'blocked' },
} as const;

export type ListName = keyof typeof LISTS;

/** Whether it is a message or a click on a link in one, and what was done. */
export interface Kind {
  readonly what: 'message' | 'click';
  readonly action: AlertAction;
  /** In the words of the vendor where it said so. */
  readonly list?: ListName;
}

const byWord = new Map<string, ListName>(
  (Object.keys(LISTS) as ListName[]).flatMap((list) => [
    [spelling(list), list],
    // Relays name the event alone, and in the singular.
    [spelling(list.replace(/s(?=[A-Z])/, '')), list],
  ]),
);

export const kindOfList = (list: ListName): Kind => ({ ...LISTS[list], list });

/** The list that a relay names beside an event that it sends alone. */
function listNamed(said: Dig): ListName | undefined {
  const words = ['eventType', 'event_type', 'event', 'type', 'category'].map((name) => said.text(name));
  return words.flatMap((word) => (word === undefined ? [] : (byWord.get(spelling(word)) ?? []))).at(0);
}

/** What an event that stands alone is: only a message that was blocked names its quarantine. */
export function kindOf(said: Dig): Kind {
  const list = listNamed(said);
  if (list !== undefined) return kindOfList(list);
  if (said.text('clickTime') !== undefined) return { what: 'click', action: 'unknown' };
  const isQuarantined = said.text('quarantineFolder', 'quarantineRule') !== undefined;
  return { what: 'message', action: isQuarantined ? 'blocked' : 'unknown' };
}

/** The threats that a message holds; a click is about one, and says it itself. */
export const threatsOf = (said: Dig): Dig[] => {
  const threats = said.list('threatsInfoMap').filter(isFields).map(dig);
  return threats.length === 0 ? [said] : threats;
};

const distinct = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts.filter((text) => text !== undefined))].sort();

/** `phish`, `malware`, `impostor`, `spam`, each once. */
export const classificationsOf = (said: Dig): string[] =>
  distinct(threatsOf(said).map((threat) => threat.text('classification')?.toLowerCase()));

/** What the threats are known by, each once. */
export const threatIdsOf = (said: Dig): string[] =>
  distinct(threatsOf(said).map((threat) => threat.text('threatID', 'threat', 'url')));

/** `url`, `attachment`; that the message is the threat says no more than that it is one. */
export const threatTypesOf = (said: Dig): string[] =>
  distinct(threatsOf(said).map((threat) => threat.text('threatType')?.toLowerCase())).filter(
    (type) => type !== 'message',
  );

export const statusesOf = (said: Dig): string[] =>
  threatsOf(said).map((threat) => spelling(threat.text('threatStatus') ?? ''));

/** Every threat in it was found to be none, or is one no longer. */
export const isOver = (said: Dig): boolean =>
  statusesOf(said).every((status) => status === 'cleared' || status === 'falsepositive');

export const recipientsOf = (said: Dig): string[] => distinct(textsOf(said.value('recipient', 'toAddresses')));

/** TAP gives no severity: what reached a person is high, of spam low; what was kept away is low. */
export function severityOf(said: Dig, { action }: Kind): Severity {
  if (action === 'blocked') return 'low';
  const classes = classificationsOf(said);
  if (classes.length > 0 && classes.every((each) => each === 'spam')) return 'low';
  return action === 'allowed' ? 'high' : 'medium';
}

/** An event: a message with threats in it, or a click on one. */
export const isEvent = (fields: Fields): boolean => {
  const said = dig(fields);
  const isMessage =
    Array.isArray(said.value('threatsInfoMap')) || said.text('phishScore', 'malwareScore') !== undefined;
  const isClick = said.text('clickTime', 'clickIP') !== undefined;
  return (isMessage || isClick) && said.text('GUID', 'messageID', 'recipient', 'sender', 'id') !== undefined;
};
