/** The files that put Tocsin somewhere agree with each other and with the program. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { checkConfig } from '../../infra/load-config.ts';
import { readOptions } from '../../infra/local/options.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { describedEndpoints } from '../../lambdas/engine/api/endpoints.ts';
import manifest from '../../package.json' with { type: 'json' };

const read = (file: string): string => readFileSync(file, 'utf8');
const dockerfile = read('Dockerfile');
const { port } = readOptions([], {}) as { readonly port: number };

/** What stands at a path of a parsed document; names and places of lists. */
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (found, key) => (Array.isArray(found) ? found[Number(key)] : isFields(found) ? found[key] : undefined),
    value,
  );

describe('the image', () => {
  it('listens where the program does', () => {
    expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
    expect(dockerfile).toContain(`http://127.0.0.1:${port}/v1/health`);
    expect(describedEndpoints().map(({ path }) => path)).toContain('/v1/health');
  });

  it('is started with options that the program has', () => {
    const [, words = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
    const [, , ...options] = JSON.parse(words);
    expect(readOptions(options, { TOCSIN_DATA: '/data/tocsin' })).toMatchObject({
      host: '0.0.0.0',
      data: '/data/tocsin',
    });
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml'));
  const { tocsin } = services;

  it('keeps the data in a volume of its own, and writes nowhere else', () => {
    expect(tocsin.volumes).toEqual(['data:/data', './config:/config:ro']);
    expect(Object.keys(volumes)).toEqual(['data']);
    expect(tocsin).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: '1000:1000', restart: 'unless-stopped' });
  });

  it('is open to this machine alone', () => {
    expect(tocsin.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  });
});

describe('deploy/kubernetes', () => {
  const files = parse(read('deploy/kubernetes/kustomization.yaml'));
  const resources = files.resources.flatMap((file: string) =>
    parseAllDocuments(read(`deploy/kubernetes/${file}`)).map((document) => document.toJS()),
  );
  const kind = (name: string) => resources.find((each: { kind: string }) => each.kind === name);
  const deployment = kind('Deployment');
  const container = at(deployment, 'spec', 'template', 'spec', 'containers', 0);

  it('is one replica that is replaced, on one volume', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(kind('PersistentVolumeClaim').spec.accessModes).toEqual(['ReadWriteOnce']);
    const claims = deployment.spec.template.spec.volumes.filter((each: object) => 'persistentVolumeClaim' in each);
    expect(claims).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: kind('PersistentVolumeClaim').metadata.name } },
    ]);
  });

  it('asks the health endpoint on the port of the program', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
      expect(at(container, probe, 'httpGet'), probe).toEqual({ path: '/v1/health', port: 'http' });
    expect(at(container, 'ports')).toEqual([{ name: 'http', containerPort: port }]);
    expect(kind('Service').spec).toMatchObject({ selector: { app: 'tocsin' }, ports: [{ targetPort: 'http' }] });
  });

  it('fits the restricted standard: no root, no rights, a root that cannot be written', () => {
    expect(at(container, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(deployment.spec.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
  });

  it('has the secrets from a Secret, and a configuration without mistakes from a ConfigMap', () => {
    expect(at(container, 'envFrom')).toEqual([{ secretRef: { name: 'tocsin' } }]);
    expect(files.configMapGenerator).toEqual([{ name: 'tocsin', files: ['tocsin.yaml'] }]);
    expect(checkConfig(read('deploy/kubernetes/tocsin.yaml'), false)).toMatchObject({ kind: 'config' });
    expect(files.images).toEqual([
      { name: at(container, 'image'), newName: expect.any(String), newTag: manifest.version },
    ]);
  });
});

describe('deploy/systemd', () => {
  const unit = read('deploy/systemd/tocsin.service');
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  it('starts the program with options that it has, and reloads it by the signal that it knows', () => {
    const [node, file, ...options] = (setting('ExecStart') ?? '').split(' ');
    expect([node, file]).toEqual(['/opt/tocsin/node_modules/.bin/node', '/opt/tocsin/infra/local/start.ts']);
    expect(readOptions(options, {})).toMatchObject({ config: '/etc/tocsin/tocsin.yaml' });
    expect(setting('ExecReload')).toContain('-HUP');
    expect(read('infra/local/serve.ts')).toContain("process.on('SIGHUP'");
  });

  it('keeps the data where systemd lets it write', () => {
    expect(unit).toContain('Environment=TOCSIN_DATA=/var/lib/tocsin\n');
    expect([setting('StateDirectory'), setting('ProtectSystem'), setting('DynamicUser')]).toEqual([
      'tocsin',
      'strict',
      'yes',
    ]);
  });
});

describe('workflows and the action', () => {
  const workflows = globSync('.github/workflows/*.yml').sort();
  const files = [...workflows, 'action.yml'];

  it.each(files)('%s uses actions by their commit, with the version beside it', (file) => {
    const used = [...read(file).matchAll(/uses: (\S+)(.*)$/gm)].filter(([, name]) => name !== './');
    for (const [, name = '', comment] of used) {
      expect(name).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  it.each(workflows)('%s may read and nothing else, and has no secret', (file) => {
    const { on, permissions, jobs } = parse(read(file));
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(read(file)).not.toMatch(/secrets[.[]/);
    for (const job of Object.values<Record<string, unknown>>(jobs)) {
      expect(job['permissions']).toBeUndefined();
      expect(job['timeout-minutes']).toEqual(expect.any(Number));
    }
  });

  it.each(workflows)('%s runs scripts that there are', (file) => {
    const named = [...read(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it.each(files)('%s puts no text of a pull request into a command', (file) => {
    const document: unknown = parse(read(file));
    const steps = isFields(at(document, 'runs'))
      ? [at(document, 'runs', 'steps')]
      : Object.values(at(document, 'jobs') ?? {}).map((job) => at(job, 'steps'));
    for (const { run = '' } of steps.flat() as { run?: string }[]) expect(run).not.toContain('${{');
  });
});
