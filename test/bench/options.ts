import { parseArgs } from 'node:util';
import { type BodyForm, formNames } from './one-machine/body-forms.ts';
import { type PartName as MachinePart, partNames as machineParts } from './one-machine/one-machine.ts';

export const functionParts = ['cold', 'cpu'] as const;
export type FunctionPart = (typeof functionParts)[number];
const allParts = [...functionParts, ...machineParts];

/** What `npm run bench` measures. */
export interface BenchOptions {
  readonly functions: readonly FunctionPart[];
  readonly machine: readonly MachinePart[];
  /** Of a cold start. */
  readonly repetitions: number;
  /** Of each rate and of the closed loop. */
  readonly seconds: number;
  readonly backlog: number;
  readonly rows: number;
  readonly isStrict: boolean;
  readonly isPublish: boolean;
  readonly target?: TargetOption;
}

/** A forwarder that is there already. */
export interface TargetOption {
  readonly url: string;
  readonly form: BodyForm;
  readonly receiverPort: number;
  readonly pid?: number;
}

function positive(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw new Error(
    `${name}: found "${text}"; allowed: a whole number from 1${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}`,
  );
}

function formOf(text: string): BodyForm {
  const found = formNames.find((name) => name === text);
  if (found === undefined) throw new Error(`--form: found "${text}"; allowed: ${formNames.join(', ')}`);
  return found;
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' && url.port !== '') return text;
  throw new Error(`--target: found "${text}"; allowed: an address with a port, such as http://127.0.0.1:2801/`);
}

const settings = {
  strict: { type: 'boolean', default: false },
  publish: { type: 'boolean', default: false },
  seconds: { type: 'string', default: '10' },
  backlog: { type: 'string', default: '10000' },
  rows: { type: 'string', default: '10000' },
  target: { type: 'string' },
  form: { type: 'string', default: 'generic' },
  'receiver-port': { type: 'string', default: '8999' },
  pid: { type: 'string' },
} as const;

const isNumber = (word: string): boolean => /^\d+$/.test(word);

function partsOf(words: readonly string[]): readonly string[] {
  const strange = words.filter((word) => !allParts.some((each) => each === word));
  if (strange.length > 0)
    throw new Error(`found "${strange.join(' ')}"; allowed: ${allParts.join(', ')}, and a number of cold starts`);
  return words.length === 0 ? allParts : words;
}

/** `--publish` and `--target` measure what they measure: another part beside them would not be. */
function refuseOthers(option: string, words: readonly string[], allowed: readonly string[]): void {
  const strange = words.filter((word) => !allowed.includes(word));
  if (strange.length === 0) return;
  const what = allowed.length === 0 ? 'no parts, it measures all' : allowed.join(', ');
  throw new Error(`found "${strange.join(' ')}" beside ${option}; allowed: ${what}`);
}

/** Reads the command line; an error says what was found and what is allowed. */
export function parseBench(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: settings, allowPositionals: true });
  const words = positionals.filter((word) => !isNumber(word));
  if (values.publish) refuseOthers('--publish', words, []);
  if (values.target !== undefined) refuseOthers('--target', words, ['open']);
  const parts = partsOf(words);
  const pid = values.pid === undefined ? {} : { pid: positive('--pid', values.pid) };
  const target =
    values.target === undefined
      ? {}
      : {
          target: {
            url: httpUrl(values.target),
            form: formOf(values.form),
            receiverPort: positive('--receiver-port', values['receiver-port'], 65_535),
            ...pid,
          },
        };
  return {
    functions: functionParts.filter((name) => parts.includes(name)),
    machine: machineParts.filter((name) => parts.includes(name)),
    repetitions: positive('cold starts', positionals.find(isNumber) ?? '25'),
    seconds: positive('--seconds', values.seconds),
    backlog: positive('--backlog', values.backlog),
    rows: positive('--rows', values.rows),
    isStrict: values.strict,
    isPublish: values.publish,
    ...target,
  };
}
