import { defined, type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { dig } from '../_kit/field-reader.ts';

/** The fields of an attachment by their titles. */
const fieldsOf = (attachment: Fields): ReadonlyMap<string, string> =>
  new Map(
    listOf(attachment['fields']).flatMap((field) => {
      const { text } = dig(field);
      const [title, value] = [text('title'), text('value')];
      return title === undefined || value === undefined ? [] : [[title, value] as const];
    }),
  );

/** Where texts of such a message stand that are in its alert word for word. */
export const shownFromSlack = ({ attachments }: Fields): string[] => {
  const [attachment] = listOf(attachments);
  const shown = ['title', 'text', 'ts'].filter(
    (name) => isFields(attachment) && textOf(attachment[name]) !== undefined,
  );
  return shown.map((name) => `attachments.0.${name}`);
};

/**
 * The alert in what the bundled script for Slack posts, as the manager writes it: the rule's description is the title, its id
 * and level a field, and the id of the alert, which is a time, stands as `ts`
 * (https://github.com/wazuh/wazuh/blob/main/integrations/slack.py).
 */
export function fromSlack(message: Fields): Fields | undefined {
  const [attachment] = listOf(message['attachments']);
  if (!isFields(attachment)) return undefined;
  const said = fieldsOf(attachment);
  const [, id, level] = /^(\S+) _\(Level (\d+)\)_$/.exec(said.get('Rule ID') ?? '') ?? [];
  if (id === undefined) return undefined;
  const [, agent, name] = /^\((.*?)\) - (.*)$/s.exec(said.get('Agent') ?? '') ?? [];
  const ts = textOf(attachment['ts']);
  return defined({
    id: ts,
    timestamp: ts,
    rule: { id, level, description: textOf(attachment['title']) },
    agent: defined({ id: agent, name: name ?? said.get('Agentless Host') }),
    location: said.get('Location'),
    full_log: textOf(attachment['text']),
  });
}
