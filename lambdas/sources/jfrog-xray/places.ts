import type { Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { fileOf, type Placed } from '../_kit/typed-places.ts';
import { hashesIn } from '../_kit/typed-values.ts';

// https://jfrog.com/help/r/xray-webhook-payload-format

const FIRST = 'impacted_artifacts.0';

/** `org.example:thing:2.28` or `shop/web:1.0` as its name and its version. */
function namedVersion(component: string): { readonly name: string; readonly version?: string } {
  const at = component.lastIndexOf(':');
  const version = component.slice(at + 1);
  return at > 0 && /^[\w.+~-]+$/.test(version) ? { name: component.slice(0, at), version } : { name: component };
}

/** An artifact as a person calls it: `org.example:thing:2.28`, else the name of its file. */
const calledIn = (artifact: Dig): string | undefined => artifact.text('display_name', 'name', 'path');

/** The artifacts that have the issue, as a person calls them. */
export const artifactsOf = (issue: Dig): string[] =>
  issue.list('impacted_artifacts').flatMap((artifact) => calledIn(dig(artifact)) ?? []);

/** The same without their versions: the next build of one has the same problem. */
export const artifactFamilies = (issue: Dig): string[] =>
  [...new Set(artifactsOf(issue).map((name) => namedVersion(name).name))].sort();

/** As many as an alert holds; the facts have the others. */
const LISTED_MAX = 64;

const componentsOf = (issue: Dig): string[] =>
  issue
    .list('impacted_artifacts')
    .flatMap((artifact) => dig(artifact).list('infected_files'))
    .slice(0, LISTED_MAX)
    .flatMap((file) => dig(file).text('display_name', 'name') ?? []);

const cvesOf = (issue: Dig): string[] => textsOf(issue.value('cve')).flatMap((text) => text.split(/[\s,]+/));

/** The components in which the vulnerability is, one each; without components the CVE alone. */
function vulnerabilitiesOf(issue: Dig): Vulnerability[] | undefined {
  const cves = cvesOf(issue).filter((text) => /^CVE-\d/i.test(text));
  if (cves.length === 0) return undefined;
  const components = [...new Set(componentsOf(issue))].map(namedVersion);
  const found = cves.flatMap((cve): Vulnerability[] =>
    components.length === 0
      ? [{ cve }]
      : components.map(({ name, version }) => defined({ cve, package: name, version })),
  );
  if (cves.length === 1) issue.take('cve');
  return found.slice(0, LISTED_MAX);
}

const isImage = (issue: Dig): boolean => /^(?:docker|oci)$/i.test(issue.text(`${FIRST}.pkg_type`) ?? '');

/** The path of the artifact's file in the repository: `default/libs-release/org/example/thing.jar`. */
function pathOf(issue: Dig): string | undefined {
  const [folder, name] = [issue.text(`${FIRST}.path`), issue.text(`${FIRST}.name`)];
  if (folder === undefined || name === undefined || folder.endsWith(name)) return folder;
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** The places of the first artifact; of further ones the facts tell. */
export function placesOf(issue: Dig): Placed {
  const vulnerabilities = vulnerabilitiesOf(issue);
  const image = isImage(issue) ? issue.take(`${FIRST}.display_name`) : undefined;
  const name = issue.take(`${FIRST}.name`);
  const file = fileOf(pathOf(issue), hashesIn(issue, `${FIRST}.sha256`, `${FIRST}.sha1`), name);
  const container = image === undefined ? undefined : { image };
  return defined({ target: { kind: image === undefined ? 'artifact' : 'image' }, container, file, vulnerabilities });
}
