import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, listAt } from '../_kit/json.ts';

// https://docs.discord.com/developers/resources/webhook#execute-webhook
const CONTENT_MAX = 2000;
const EMBEDS_MAX = 10;
const THREAD_NAME_MAX = 100;
// https://docs.discord.com/developers/resources/message#embed-object-embed-limits
const TOTAL_MAX = 6000;
const embedLimits = { title: 256, description: 4096 } as const;
const FOOTER_MAX = 2048;
const FIELDS_MAX = 25;

const known = new Set([
  'content',
  'username',
  'avatar_url',
  'tts',
  'embeds',
  'allowed_mentions',
  'components',
  'attachments',
  'flags',
  'thread_name',
  'applied_tags',
  'poll',
]);

const sizeOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const embedSize = (embed: unknown): number =>
  sizeOf(at(embed, 'title')) +
  sizeOf(at(embed, 'description')) +
  sizeOf(at(embed, 'footer', 'text')) +
  sizeOf(at(embed, 'author', 'name')) +
  listAt(embed, 'fields').reduce<number>(
    (sum, field) => sum + sizeOf(at(field, 'name')) + sizeOf(at(field, 'value')),
    0,
  );

function embedProblem(embed: unknown): string | undefined {
  if (!isFields(embed)) return 'embeds must be objects';
  const long = Object.entries(embedLimits).find(([key, max]) => sizeOf(embed[key]) > max);
  if (long !== undefined) return `embed ${long[0]} must be ${long[1]} or fewer in length`;
  if (sizeOf(at(embed, 'footer', 'text')) > FOOTER_MAX) return `embed footer must be ${FOOTER_MAX} or fewer in length`;
  if (embed['color'] !== undefined && !Number.isInteger(embed['color'])) return 'embed color must be an integer';
  return listAt(embed, 'fields').length > FIELDS_MAX ? `embed fields must be ${FIELDS_MAX} or fewer` : undefined;
}

/** What Discord's form check finds wrong with a message. */
export function bodyProblem(message: Fields): string | undefined {
  const embeds = listAt(message, 'embeds');
  const unknown = Object.keys(message).find((key) => !known.has(key));
  if (unknown !== undefined) return `unknown field ${unknown}`;
  if (sizeOf(message['content']) > CONTENT_MAX) return `content must be ${CONTENT_MAX} or fewer in length`;
  if (embeds.length > EMBEDS_MAX) return `embeds must be ${EMBEDS_MAX} or fewer`;
  if (sizeOf(message['thread_name']) > THREAD_NAME_MAX) return `thread_name must be ${THREAD_NAME_MAX} or fewer`;
  if (embeds.reduce<number>((sum, embed) => sum + embedSize(embed), 0) > TOTAL_MAX)
    return 'Embed size exceeds maximum size of 6000';
  return embeds.map(embedProblem).find((problem) => problem !== undefined);
}
