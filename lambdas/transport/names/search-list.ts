/** The settings of resolv.conf(5) for names that are not complete. */
export interface SearchList {
  readonly domains: readonly string[];
  /** A name with at least so many dots is looked up unchanged before the domains are tried. */
  readonly ndots: number;
}

/** The parts of the system that `search` and `ndots` can come from. */
export interface SearchSource {
  readonly resolvConf: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** The values of the last line that begins with one of these keywords: later lines replace earlier ones. */
function lastLine(text: string, keywords: readonly string[]): string[] | undefined {
  const lines = text.split('\n').map(words);
  return lines.findLast(([keyword = '']) => keywords.includes(keyword))?.slice(1);
}

/** glibc accepts at most 15 dots. */
function ndotsOf(options: readonly string[]): number {
  const last = options.findLast((option) => /^ndots:\d+$/.test(option));
  return last === undefined ? 1 : Math.min(15, Number(last.slice('ndots:'.length)));
}

/**
 * The search list as glibc builds it: `LOCALDOMAIN`, else the last `search` or `domain` line, else the domain of this
 * machine's own name; `RES_OPTIONS` comes after the file's `options`.
 */
export function parseSearchList({ resolvConf, variables, hostname }: SearchSource): SearchList {
  const { LOCALDOMAIN: override, RES_OPTIONS: extra = '' } = variables;
  const own = hostname.split('.').slice(1).join('.');
  const listed = override === undefined ? lastLine(resolvConf, ['search', 'domain']) : words(override);
  const options = resolvConf
    .split('\n')
    .map(words)
    .filter(([keyword]) => keyword === 'options');
  return {
    domains: (listed ?? words(own)).map((domain) => domain.toLowerCase().replace(/^\.+|\.$/g, '')).filter(Boolean),
    ndots: ndotsOf([...options.flat(), ...words(extra)]),
  };
}

/** The complete names to ask for, in order. A name that ends with a dot is complete. */
export function candidatesOf(name: string, { domains, ndots }: SearchList): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const extended = domains.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= ndots ? [name, ...extended] : [...extended, name];
}
