import type { Code, Connection, File, Process, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { addressIn, fileOf, isPath, type Placed, placed } from '../_kit/typed-places.ts';
import { addressOf, hashesIn, hostAndPort, pidIn, processOf } from '../_kit/typed-values.ts';

const things = [
  'endpoint',
  'host',
  'domain',
  'action',
  'file',
  'file_path',
  'rule_id',
  'secret_type',
  'image',
  'package',
  'current_exe',
];
const nests = [
  '',
  'imposter_commit.',
  'network_call.',
  'https_call.',
  'process_events.0.',
  'tool.',
  'data.',
  'details.',
];

/** What was called, run, changed or leaked, wherever the detection has it. */
export const thingOf = (said: Dig): string | undefined =>
  said.text(
    ...things.flatMap((name) => nests.map((nest) => nest + name)),
    'tool.name',
    'direct_ip_address',
    'ip_address',
  );

export const repositoryOf = (said: Dig): string | undefined => {
  const [owner, repo] = [said.text('owner'), said.text('repo', 'repository', 'full_repo')];
  return repo === undefined || owner === undefined || repo.includes('/') ? (repo ?? owner) : `${owner}/${repo}`;
};

/** The endpoint that a job called, with its port. */
function connectionOf(said: Dig): Connection | undefined {
  const path = ['endpoint', 'host', 'domain'].find((name) => said.text(name) !== undefined);
  const text = path === undefined ? undefined : said.take(path);
  const { host, port } = text === undefined ? {} : hostAndPort(text);
  const ip = addressOf(host) ?? addressIn(said, 'direct_ip_address', 'ip_address');
  const domain = addressOf(host) === undefined ? host : undefined;
  if ((ip ?? domain) === undefined) return undefined;
  return { direction: 'outbound', remote: defined({ ip, port, domain }) };
}

const events = ['process_events.0.', ''];

function parentOf(said: Dig): Process | undefined {
  const name = said.take('tool.parent.name');
  return placed({ ...(name === undefined ? {} : processOf(name)), hashes: hashesIn(said, 'tool.parent.sha256') });
}

/** The program that made the call, with the digests of it and of the one that started it. */
function programOf(said: Dig): Process | undefined {
  const name = said.take('tool.name', ...events.map((at) => `${at}current_exe`), 'process');
  const program = name === undefined ? {} : processOf(name);
  const commandLine = program.commandLine ?? said.take(...events.map((at) => `${at}args`));
  return placed({
    ...program,
    pid: pidIn(said, ...events.map((at) => `${at}pid`)),
    ...placed({ commandLine }),
    hashes: hashesIn(said, 'tool.sha256'),
    parent: parentOf(said),
  });
}

/** The path of an HTTPS call stands as `file_path` too, and is no file. */
function touchedFile(said: Dig): File | undefined {
  const path = said.text('file_path');
  if (!isPath(path) || path === said.text('path')) return undefined;
  const name = said.take('file');
  return { ...fileOf(said.take('file_path')), ...placed({ name }) };
}

function targetOf(said: Dig, repository: string | undefined): Target {
  const path = said.text('path');
  const host = said.text('host', 'endpoint');
  const url = path?.startsWith('/') === true && host !== undefined ? `https://${host}${said.take('path')}` : undefined;
  return defined({ kind: repository === undefined ? 'ecosystem' : 'workflow', method: said.take('method'), url });
}

const codeOf = (said: Dig, repository: string | undefined): Code | undefined => {
  for (const name of ['repo', 'repository', 'full_repo']) if (said.text(name) === repository) said.take(name);
  return placed({ repository, path: said.take('workflow_path', 'workflow') });
};

/** Where in which workflow something called, ran or changed what. */
export function placesOf(said: Dig, repository: string | undefined): Placed {
  const process = programOf(said);
  return defined({
    actor: defined({ process }),
    target: targetOf(said, repository),
    connection: connectionOf(said),
    file: touchedFile(said),
    code: codeOf(said, repository),
  });
}
