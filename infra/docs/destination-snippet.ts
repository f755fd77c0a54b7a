import { Document, visit } from 'yaml';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';

/** Settings that let people answer from the vendor; a first delivery needs none of them. */
const forAnswers: readonly string[] = ['signingSecret', 'appToken', 'callback'];

const upperSnake = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();

/** The secret of a setting as it stands in `tocsin.yaml`, with the shape that the setting has. */
function placeholder(type: string, name: string, value: unknown): unknown {
  if (!isFields(value)) return `\${${upperSnake(type)}_${upperSnake(name)}}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placeholder(type, key, inner)]));
}

/** Hosts of the fixtures as they look at the vendor. */
const hosts: readonly (readonly [RegExp, string])[] = [
  [/\.atlassian\.example\.test/g, '.atlassian.net'],
  [/\.service-now\.example\.test/g, '.service-now.com'],
  [/\bexample\.test/g, 'example.com'],
];

/** The text of a configuration: maps in lines of their own, lists in one. */
function yamlOf(value: Fields): string {
  const document = new Document(value);
  visit(document, { Seq: (_, list) => void Object.assign(list, { flow: true }) });
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const real = hosts.reduce((all, [invented, host]) => all.replace(invented, host), text);
  return real.replace(/: (\$\{\w+\})$/gm, ': "$1"').trimEnd();
}

/** The settings without which a destination is not complete, and its credentials. */
function needed({ settings: schema, secrets }: Destination, settings: Fields): Fields {
  const isCredential = (name: string) => secrets.includes(name) && !forAnswers.includes(name);
  const optional = Object.keys(settings).filter((name) => !isCredential(name));
  return optional.reduce((left, name) => {
    const { [name]: _, ...rest } = left;
    return schema.safeParse(rest).success ? rest : left;
  }, settings);
}

/** A destination as `tocsin.yaml` has it, each credential as `${NAME}`. */
function destinationSnippet(type: string, destination: Destination, settings: Fields): string {
  const own = Object.entries(needed(destination, settings)).map(([name, value]) => [
    name,
    destination.secrets.includes(name) ? placeholder(type, name, value) : value,
  ]);
  return yamlOf({ destinations: { [type]: { type, ...Object.fromEntries(own) } }, routes: [{ to: [type] }] });
}

/** Settings of a place at AWS, which have nothing to do with the credential. */
const places: readonly string[] = ['region', 'topicArn', 'bucket', 'accountId', 'from', 'to'];

/** The first two ways to configure a type that differ in which settings they need; both at the same place. */
export function destinationSnippets(type: string, destination: Destination, variants: readonly Fields[]): string[] {
  const keysOf = (settings: Fields): string => Object.keys(needed(destination, settings)).sort().join();
  const [first = {}, ...others] = variants;
  const second = others.find((each) => keysOf(each) !== keysOf(first));
  const place = Object.entries(first).filter(([name]) => places.includes(name));
  const ways = second === undefined ? [first] : [first, { ...second, ...Object.fromEntries(place) }];
  return ways.map((settings) => destinationSnippet(type, destination, settings));
}

/** The names of the secrets in a snippet. */
export const secretsIn = (snippet: string): string[] => [
  ...new Set([...snippet.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)),
];
