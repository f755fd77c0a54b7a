import type { Dice } from './dice.ts';
import type { Mutated } from './structure.ts';
import { attack, hostile } from './texts.ts';

type TextMutation = (text: string, dice: Dice, other: string) => string;

const at = (text: string, dice: Dice): number => dice.below(text.length + 1);

function insert(text: string, what: string, dice: Dice): string {
  const place = at(text, dice);
  return text.slice(0, place) + what + text.slice(place);
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

/** Ways to spoil a text, by name. */
const textMutations: Readonly<Record<string, TextMutation>> = {
  truncate: (text, dice) => text.slice(0, at(text, dice)),
  'cut the beginning': (text, dice) => text.slice(at(text, dice)),
  'cut out': (text, dice) => {
    const place = at(text, dice);
    return text.slice(0, place) + text.slice(place + 1 + dice.below(20));
  },
  concatenate: (text, _, other) => text + other,
  'comma between': (text, _, other) => `${text},${other}`,
  lines: (text, dice, other) =>
    Array.from({ length: 2 + dice.below(dice.chance(0.95) ? 8 : 300) }, () =>
      dice.chance(0.7) ? oneLine(text) : oneLine(other),
    ).join(dice.pick(['\n', '\r\n', '\n\n', '\n\u001e', '\r'])),
  'lines, some broken': (text, dice, other) =>
    Array.from({ length: 2 + dice.below(40) }, () => {
      const line = oneLine(dice.chance(0.7) ? text : other);
      return dice.chance(0.4) ? line.slice(0, at(line, dice)) : dice.chance(0.1) ? hostile(dice) : line;
    }).join('\n'),
  'insert a text': (text, dice) => insert(text, hostile(dice), dice),
  'insert an escape': (text, dice) =>
    insert(
      text,
      dice.pick(['\\', '\\u', '\\x41', '\\u00', '\\ud800', '"', '\\"', '\n', '\u0000', '\\u0000', "\\'"]),
      dice,
    ),
  'insert structure': (text, dice) =>
    insert(
      text,
      dice.pick(['{', '}', '[', ']', ',', ':', '":"', '{"a":', '/*', '//', '...', '```', ']}', ',,', '"a":1,']),
      dice,
    ),
  'single quotes': (text) => text.replaceAll('"', "'"),
  'escaped quotes': (text) => text.replaceAll('"', '\\"'),
  'no quotes': (text) => text.replaceAll('"', ''),
  'Python words': (text) => text.replaceAll('null', 'None').replaceAll('true', 'True').replaceAll('"', "'"),
  'comma at the end': (text) => text.replaceAll(/([}\]])/g, ',$1'),
  'no commas': (text) => text.replaceAll(',', ''),
  comments: (text) => text.replaceAll(',', ', /* c */ // d\n'),
  'a line break in each text': (text) => text.replaceAll(/([a-z]) ([a-z])/gi, '$1\n$2'),
  repeat: (text, dice) => text.repeat(2 + dice.below(dice.chance(0.97) ? 4 : 100)),
  page: (text, dice) => `<!doctype html><html><body>${attack(dice)}<pre>${text}</pre></body></html>`,
  'in a call': (text) => `callback(${text});`,
  'as a text': (text) => JSON.stringify(text),
  'in a fence': (text) => `\`\`\`json\n${text}\n\`\`\``,
  before: (text, dice) => hostile(dice) + text,
  after: (text, dice) => text + hostile(dice),
  'white space': (text, dice) => text.replaceAll(',', `,${dice.pick([' ', '\n', '\t', '\r\n', '\u00a0', '\ufeff'])}`),
};

const textNames = Object.keys(textMutations);

/** A text with a thing or two wrong with it. */
export function spoil(text: string, dice: Dice, other: string): Mutated {
  const done: string[] = [];
  let spoilt = text;
  for (let left = 1 + dice.below(2); left > 0 && spoilt.length < 300_000; left -= 1) {
    const name = dice.any(textNames) ?? 'truncate';
    spoilt = textMutations[name]?.(spoilt, dice, other) ?? spoilt;
    done.push(name);
  }
  return { text: spoilt, mutations: done };
}

const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();

/** Bodies that are forms, or look like ones. */
export const forms: readonly ((text: string, dice: Dice) => string)[] = [
  (text) => form({ payload: text }),
  (text) => `payload=${text}`,
  (text, dice) => form({ payload: text, other: hostile(dice) }),
  (_, dice) => form(Object.fromEntries(Array.from({ length: 30 }, () => [hostile(dice).slice(0, 100), attack(dice)]))),
  (_, dice) =>
    Array.from({ length: 1 + dice.below(dice.chance(0.98) ? 50 : 20_000) }, (_, n) => `a${n % 7000}=${n}`).join('&'),
  (_, dice) => 'a=1&'.repeat(1 + dice.below(dice.chance(0.98) ? 100 : 50_000)),
  (text) =>
    `${text
      .replaceAll(/[{}"\s]/g, '')
      .replaceAll(':', '=')
      .replaceAll(',', '&')}`,
  (_, dice) => `${hostile(dice)}=${hostile(dice)}`,
];
