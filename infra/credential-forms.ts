/** A rule of gitleaks as it is written in its rule file. */
interface Rule {
  readonly id: string;
  readonly regex: string;
  readonly keywords: readonly string[];
}

/** A form of credentials: its rule's id, the words of which one begins it, an expression and its flags. */
export interface Form {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly source: string;
  readonly flags: string;
}

/** Rules that are not taken over: their work is done by name or by URL, or they would take commit ids, digests and public ids. */
const left =
  /^(?:curl-|generic-|kubernetes-|private-key$|jwt|hashicorp-tf-password|nuget|sidekiq|sourcegraph|facebook-access|openai|pkcs12|slack-webhook|microsoft-teams|vault-service|privateai|gitlab-session|grafana-api|1password-secret|freemius|atlassian|telegram|lob|azure-ad|hashicorp|maxmind|gitlab-[a-z-]*routable)|(?:-id|-pub-key|-public-key|-client-id|-pub-api-key)$/;

/** Keywords by which a match is found faster than by those of the rule file: they begin it. */
const beginnings: Readonly<Record<string, readonly string[]>> = {
  'airtable-personnal-access-token': ['pat'],
  'cloudflare-origin-ca-key': ['v1.0-'],
  'intra42-client-secret': ['s-s4t2ud-', 's-s4t2af-'],
};

const idOf = (block: string): string => /^id = "([^"]*)"/m.exec(block)?.[1] ?? '';
const regexOf = (block: string): string => /^regex = '''(.*)'''$/m.exec(block)?.[1] ?? '';
const keywordsOf = (block: string): string[] =>
  [...(/^keywords = \[([^\]]*)\]/m.exec(block)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);

const rulesIn = (toml: string): Rule[] =>
  toml
    .split(/^\[\[rules\]\]$/m)
    .slice(1)
    .map((block) => ({ id: idOf(block), regex: regexOf(block), keywords: keywordsOf(block) }))
    .map((rule) => ({ ...rule, keywords: beginnings[rule.id] ?? rule.keywords }))
    .filter(({ id, regex }) => regex !== '' && !left.test(id));

// As Go writes it and JavaScript does not; every repetition gets a bound, and what must follow becomes a look-ahead.
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/\(\?-?i\)/g, ''],
  [/\(\?-?i:/g, '(?:'],
  [/\[\[:alnum:\]\]/g, '[A-Za-z0-9]'],
  [/\(\?:\[\\x60'"\\s;\]\|\\\\\[nr\]\|\$(?:\|\\b)?\)/g, ''],
  [/\(\?:\[\^[\w\\/+-]+\]\|\\z\)$/g, ''],
  [/^\(\?:\^\|\[\\\\'"\\x60\\s>=:\(,\)\]\)/, String.raw`(?<![\w~.-])`],
  [/\(\?:\$\|\[\\\\'"\\x60\\s<\),\]\)$/, ''],
  [/\\b$/, ''],
  [/\{(\d+),\}/g, '{$1,400}'],
  [/(?<=[\])]|\\[dw])\+/g, '{1,200}'],
  [/(?<=[\])]|\\[dw])\*/g, '{0,200}'],
];

const rewritten = (regex: string): string => rewrites.reduce((text, [from, to]) => text.replace(from, to), regex);

const flagsOf = (regex: string): string => (regex.includes('(?i') ? 'i' : '');

const value = /\[\\x60'"\\s=\]\{0,5\}(.*)$/;
const isNamed = (regex: string): boolean => regex.includes('{0,50}?');
const startsItself = /^\(?((?:[a-zA-Z0-9]+[-_.\\]+)+|[A-Z]{4})/;

/** A form that begins with a text of its own needs no name beside it. */
function ownForm({ id, regex }: Rule): Form[] {
  const source = rewritten(value.exec(regex)?.[1] ?? '');
  const start = startsItself.exec(source)?.[1]?.replace(/\\./g, '.');
  return start === undefined || start.length < 3 || start.includes('\\')
    ? []
    : [{ id, keywords: [start.toLowerCase()], source, flags: 'i' }];
}

/** Whether digests, commit ids, UUIDs, numbers or plain words have this form too. */
const isPlain = (source: string): boolean =>
  !/[g-zG-Z]/.test(source.replace(/\\./g, '').replace(/a-h0-9/g, '')) || /^\(?\[a-z0-9\]\{1\d\}/.test(source);

export interface Forms {
  /** Those that are known by their own beginning. */
  readonly own: readonly Form[];
  /** Those that are known by the name of the vendor beside them. */
  readonly named: readonly Form[];
}

/** The rules of gitleaks' rule file that know a credential by its form. */
export function formsIn(toml: string): Forms {
  const rules = rulesIn(toml);
  const contextual = rules.filter(({ regex }) => isNamed(regex));
  const own = rules
    .filter(({ regex }) => !isNamed(regex))
    .map(({ id, regex, keywords }) => ({ id, keywords, source: rewritten(regex), flags: flagsOf(regex) }));
  const named = contextual
    .filter((rule) => ownForm(rule).length === 0)
    .map(({ id, regex, keywords }) => ({ id, keywords, source: rewritten(value.exec(regex)?.[1] ?? ''), flags: 'i' }))
    .filter(({ source }) => source !== '' && !isPlain(source));
  return { own: [...own, ...contextual.flatMap(ownForm)], named };
}
