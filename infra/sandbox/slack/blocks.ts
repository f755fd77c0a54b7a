import * as z from 'zod/mini';
import { characters, strings, textAt } from '../_kit/json.ts';

// Limits per block and element: https://docs.slack.dev/reference/block-kit/blocks and /composition-objects/text-object
const BLOCKS_MAX = 50;
const TEXT_MAX = 3000;
const HEADER_MAX = 150;
const FIELD_MAX = 2000;
const FIELDS_MAX = 10;
const CONTEXT_ELEMENTS_MAX = 10;
const ACTIONS_MAX = 25;
const BUTTON_TEXT_MAX = 75;
const BUTTON_VALUE_MAX = 2000;
const URL_MAX = 3000;
const ID_MAX = 255;
const ALT_TEXT_MAX = 2000;
const MARKDOWN_MAX = 12_000;
const TABLE_ROWS_MAX = 100;
const TABLE_COLUMNS_MAX = 20;
// Undocumented sum over all blocks: https://github.com/slackapi/bolt-js/issues/2509
const MESSAGE_TEXT_MAX = 13_200;

const text = (max: number) =>
  z.string().check(
    z.minLength(1),
    z.refine((value) => characters(value) <= max, { error: `must be less than ${max + 1} characters` }),
  );
const link = z.string().check(
  z.minLength(1),
  z.refine((value) => characters(value) <= URL_MAX, { error: `must be less than ${URL_MAX + 1} characters` }),
  z.refine((value) => /^(https?|mailto):/i.test(value) && URL.canParse(value), { error: 'must be a valid URL' }),
);
const flag = z.optional(z.boolean());
const id = z.optional(text(ID_MAX));

const plainText = (max: number) => z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: flag });
const mrkdwn = (max: number) => z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: flag });
const textObject = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(BUTTON_TEXT_MAX),
  action_id: id,
  url: z.optional(link),
  value: z.optional(text(BUTTON_VALUE_MAX)),
  style: z.optional(z.enum(['primary', 'danger'])),
  confirm: z.optional(z.looseObject({})),
  accessibility_label: z.optional(text(BUTTON_TEXT_MAX)),
});
const image = z.strictObject({ type: z.literal('image'), image_url: link, alt_text: text(ALT_TEXT_MAX) });
/** Menus and pickers, which an alert has no use for: known to Slack, not looked into here. */
const menu = z.looseObject({
  type: z.enum(['overflow', 'static_select', 'users_select', 'datepicker', 'checkboxes', 'radio_buttons']),
});

const style = z.optional(z.strictObject({ bold: flag, italic: flag, strike: flag, code: flag, underline: flag }));
const rich = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().check(z.minLength(1)), style }),
  z.strictObject({ type: z.literal('link'), url: link, text: z.optional(z.string()), unsafe: flag, style }),
  z.strictObject({ type: z.literal('emoji'), name: z.string(), unicode: z.optional(z.string()), style }),
  z.strictObject({ type: z.literal('user'), user_id: z.string(), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.looseObject({ type: z.literal('date'), timestamp: z.number(), format: z.string() }),
]);
const border = z.optional(z.number());
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(rich) });
const richElement = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection),
    indent: z.optional(z.number()),
    offset: z.optional(z.number()),
    border,
  }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(rich),
    border,
    language: z.optional(z.string()),
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(rich), border }),
]);
const richText = z.strictObject({ type: z.literal('rich_text'), elements: z.array(richElement), block_id: id });

const listOf = <T extends z.ZodMiniType>(item: T, max: number) => z.array(item).check(z.minLength(1), z.maxLength(max));
const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  richText,
]);

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(HEADER_MAX), block_id: id }),
  z
    .strictObject({
      type: z.literal('section'),
      text: z.optional(textObject(TEXT_MAX)),
      fields: z.optional(listOf(textObject(FIELD_MAX), FIELDS_MAX)),
      accessory: z.optional(z.discriminatedUnion('type', [button, image, menu])),
      expand: flag,
      block_id: id,
    })
    .check(
      z.refine((section) => section.text !== undefined || section.fields !== undefined, {
        error: 'missing required field: text or fields',
      }),
    ),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({
    type: z.literal('context'),
    elements: listOf(
      z.discriminatedUnion('type', [plainText(TEXT_MAX), mrkdwn(TEXT_MAX), image]),
      CONTEXT_ELEMENTS_MAX,
    ),
    block_id: id,
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: listOf(z.discriminatedUnion('type', [button, menu]), ACTIONS_MAX),
    block_id: id,
  }),
  z.strictObject({
    type: z.literal('image'),
    image_url: link,
    alt_text: text(ALT_TEXT_MAX),
    title: z.optional(plainText(ALT_TEXT_MAX)),
    block_id: id,
  }),
  z.strictObject({ type: z.literal('markdown'), text: text(MARKDOWN_MAX), block_id: id }),
  richText,
  z.strictObject({
    type: z.literal('table'),
    rows: listOf(listOf(cell, TABLE_COLUMNS_MAX), TABLE_ROWS_MAX),
    column_settings: z.optional(z.array(z.looseObject({}))),
    block_id: id,
  }),
]);
const blocks = z.array(block).check(z.maxLength(BLOCKS_MAX));

const pointer = (path: readonly PropertyKey[]): string => ['/blocks', ...path.map(String)].join('/');

function wording(issue: z.core.$ZodIssue): string {
  const own = issue.path.at(-1);
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? `missing required field: ${String(own)}` : `must provide a ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'must be more than 0 characters'
        : `no less than ${issue.minimum} items allowed`;
    case 'too_big':
      return `no more than ${issue.maximum} items allowed`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return `unsupported type: ${textAt(issue.input, 'type')}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

/** Where something is missing, Slack points at what should have held it. */
function located(issue: z.core.$ZodIssue): string {
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return `${wording(issue)} [json-pointer:${pointer(missing ? issue.path.slice(0, -1) : issue.path)}]`;
}

function repeatedIds(list: readonly { readonly block_id?: string | undefined }[]): string[] {
  const ids = list.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  return new Set(ids).size === ids.length ? [] : ['`block_id` must be unique [json-pointer:/blocks]'];
}

export interface BlockFault {
  readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long';
  readonly details: readonly string[];
}

/** What Slack would say against these blocks, in its own words; nothing when they are fine. */
export function blockFault(value: unknown): BlockFault | undefined {
  if (!Array.isArray(value)) return { error: 'invalid_blocks_format', details: [] };
  const parsed = blocks.safeParse(value, { reportInput: true });
  const details = parsed.success ? repeatedIds(parsed.data) : parsed.error.issues.map(located);
  if (details.length > 0) return { error: 'invalid_blocks', details };
  let total = 0;
  for (const [key, shown] of strings(value)) if (key === 'text') total += characters(shown);
  return total > MESSAGE_TEXT_MAX ? { error: 'msg_blocks_too_long', details: [] } : undefined;
}
