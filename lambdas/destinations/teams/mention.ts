import type { TextBlock } from './elements.ts';

/**
 * Persons that a card of a webhook can mention, by the name with which they sign in or by their id in Microsoft Entra
 * (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#user-mention-in-incoming-webhook-with-adaptive-cards).
 */
export interface MentionEntity {
  type: 'mention';
  text: string;
  mentioned: { id: string; name: string };
}

const written =
  /^(?:([^<>&"\\]{1,80}) )?<?([\w.+'-]{1,64}@[\w.-]{3,100}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})>?$/i;

/** `anna@example.com`, or `Anna Weber <anna@example.com>`: who it is, and the name that is shown. */
function entityOf(name: string): MentionEntity | undefined {
  const [, label, id] = written.exec(name) ?? [];
  if (id === undefined) return undefined;
  const shown = label?.trim() ?? id;
  return { type: 'mention', text: `<at>${shown}</at>`, mentioned: { id, name: shown } };
}

const known = (names: readonly string[]): MentionEntity[] =>
  names.map(entityOf).filter((entity) => entity !== undefined);

/** What ties the names in a card to persons; nothing when nobody is mentioned. */
export function entitiesOf(names: readonly string[]): { entities?: MentionEntity[] } {
  const entities = known(names);
  return entities.length === 0 ? {} : { entities };
}

/** The line with the names; all of it is the operator's. */
export function mentionLine(names: readonly string[]): TextBlock[] {
  const text = known(names)
    .map((entity) => entity.text)
    .join(' ');
  return text === '' ? [] : [{ type: 'TextBlock', text, wrap: true }];
}

/** What may stand under `mention` of a Teams destination. */
export const teamsMention = {
  isKnown: (name: string): boolean => entityOf(name) !== undefined,
  allowed:
    'the sign-in name of a person such as anna@example.com, an id in Microsoft Entra, or either with a name to show: ' +
    'Anna Weber <anna@example.com>. A webhook can mention neither tags nor channels',
};
