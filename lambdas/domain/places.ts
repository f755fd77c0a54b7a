import * as z from 'zod/mini';

// Where the entities of an alert stand: who, what it was done to, and everything that SIEMs join on. Absent means unknown.

const optionalText = z.optional(z.string());
const optionalNumber = z.optional(z.number());

/** Hex digests in lower case. */
export const Hashes = z.strictObject({
  sha512: optionalText,
  sha256: optionalText,
  sha1: optionalText,
  md5: optionalText,
});
export type Hashes = z.infer<typeof Hashes>;

const program = {
  name: optionalText,
  /** The full path of the executable. */
  path: optionalText,
  pid: optionalNumber,
  commandLine: optionalText,
  hashes: z.optional(Hashes),
};

/** A program that ran, and the one that started it. */
export const Process = z.strictObject({ ...program, parent: z.optional(z.strictObject(program)) });
export type Process = z.infer<typeof Process>;

/** Who did it. */
export const Actor = z.strictObject({
  ip: optionalText,
  port: optionalNumber,
  country: optionalText,
  user: optionalText,
  email: optionalText,
  userAgent: optionalText,
  process: z.optional(Process),
});
export type Actor = z.infer<typeof Actor>;

/** What it was done to; workloads, containers, files, cloud and code have places of their own. */
export const Target = z.strictObject({
  kind: z.string(),
  host: optionalText,
  ip: optionalText,
  /** The address under which others see the machine, where it is another one: of a gateway, of a cloud. */
  publicIp: optionalText,
  port: optionalNumber,
  url: optionalText,
  method: optionalText,
  domain: optionalText,
  user: optionalText,
});
export type Target = z.infer<typeof Target>;

/** The other end of a connection, such as a command-and-control server. `direction`: `inbound`, `outbound` or `lateral`. */
export const Connection = z.strictObject({
  direction: z.optional(z.enum(['inbound', 'outbound', 'lateral'])),
  protocol: optionalText,
  remote: z.optional(z.strictObject({ ip: optionalText, port: optionalNumber, domain: optionalText })),
});
export type Connection = z.infer<typeof Connection>;

/** The file that was touched. */
export const File = z.strictObject({ path: optionalText, name: optionalText, hashes: z.optional(Hashes) });
export type File = z.infer<typeof File>;

export const Container = z.strictObject({ id: optionalText, name: optionalText, image: optionalText });
export type Container = z.infer<typeof Container>;

export const Kubernetes = z.strictObject({
  cluster: optionalText,
  namespace: optionalText,
  workload: optionalText,
  pod: optionalText,
  node: optionalText,
});
export type Kubernetes = z.infer<typeof Kubernetes>;

/** `resource.uid` is an ARN or the like, `resource.type` the provider's word. */
export const Cloud = z.strictObject({
  provider: optionalText,
  account: optionalText,
  region: optionalText,
  resource: z.optional(z.strictObject({ uid: optionalText, type: optionalText, name: optionalText })),
});
export type Cloud = z.infer<typeof Cloud>;

/** A repository and a place in it. */
export const Code = z.strictObject({
  repository: optionalText,
  branch: optionalText,
  path: optionalText,
  line: optionalNumber,
  url: optionalText,
});
export type Code = z.infer<typeof Code>;

export const Vulnerability = z.strictObject({
  cve: optionalText,
  cvss: optionalNumber,
  package: optionalText,
  version: optionalText,
  fixedIn: optionalText,
});
export type Vulnerability = z.infer<typeof Vulnerability>;

/** The machine that saw it, when it is not the target, and the version of the product. */
export const Sensor = z.strictObject({ host: optionalText, version: optionalText });
export type Sensor = z.infer<typeof Sensor>;

/** The typed places of an alert that may be absent as a whole, with their shapes. */
export const placeShapes = {
  connection: Connection,
  file: File,
  container: Container,
  kubernetes: Kubernetes,
  cloud: Cloud,
  code: Code,
  sensor: Sensor,
} as const;
