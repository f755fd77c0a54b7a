import type { Alert } from '../../lambdas/domain/alert.ts';
import { addressOf, bareWord, type Kind } from './patterns.ts';

const texts = (values: readonly (string | number | undefined)[]): string[] =>
  values.flatMap((value) => (value === undefined ? [] : [String(value)]));

const addresses = ({ actor, target, connection }: Alert): string[] =>
  texts([actor.ip, target.ip, connection?.remote?.ip]).map(addressOf);

const ports = ({ actor, target, connection }: Alert): string[] =>
  texts([actor.port, target.port, connection?.remote?.port]);

const hashes = ({ actor, file }: Alert): string[] =>
  [actor.process?.hashes, actor.process?.parent?.hashes, file?.hashes].flatMap((each) => texts(Object.values(each ?? {})));

const pids = ({ actor: { process } }: Alert): string[] => texts([process?.pid, process?.parent?.pid]);

const paths = ({ actor: { process }, file, code }: Alert): string[] =>
  texts([process?.path, process?.parent?.path, file?.path, code?.path]);

/** An ARN may name a resource, a finding, a rule, or a user or role. */
const arns = ({ cloud, finding, rule, actor, target }: Alert): string[] =>
  texts([cloud?.resource?.uid, finding.vendorUid, rule.uid, actor.user, target.user]);

const tactics = ({ attack }: Alert): string[] =>
  attack.flatMap((each) => each.tactics.flatMap(({ uid, name }) => [uid, bareWord(name)]));

const times = ({ occurredAt, finding: { firstSeenAt, lastSeenAt } }: Alert): string[] =>
  texts([occurredAt, firstSeenAt, lastSeenAt].map((text) => (text === undefined ? undefined : Date.parse(text))));

const fieldsOf: Readonly<Record<Kind, (alert: Alert) => readonly string[]>> = {
  address: addresses,
  port: ports,
  hash: hashes,
  pid: pids,
  path: paths,
  arn: arns,
  account: ({ cloud }) => texts([cloud?.account]),
  cve: ({ vulnerabilities = [] }) => texts(vulnerabilities.map(({ cve }) => cve)),
  technique: ({ attack }) => texts(attack.map(({ technique }) => technique)),
  tactic: tactics,
  count: ({ finding }) => texts([finding.count]),
  time: times,
};

/** The values of a kind in the typed fields of an alert; facts, labels, evidence and title are none. */
export const typedOf = (kind: Kind, alert: Alert): readonly string[] => fieldsOf[kind](alert);
