import { isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { dig } from '../_kit/field-reader.ts';

// `KprobeArgument` of https://github.com/cilium/tetragon/blob/main/api/v1/tetragon/tetragon.proto, of all its kinds those
// that name what was touched, the most telling first.
const named = [
  'file_arg.path',
  'path_arg.path',
  'linux_binprm_arg.path',
  'module_arg.name',
  'kernel_cap_t_arg.permitted',
  'bpf_attr_arg.ProgName',
  'bpf_prog_arg.ProgName',
  'bpf_map_arg.MapName',
  'perf_event_arg.KprobeFunc',
  'capability_arg.name',
  'string_arg',
] as const;

/** The far end of a connection; the near end's port changes each time. */
function peerOf(arg: unknown): string | undefined {
  const said = dig(arg);
  const to = said.text('sock_arg.daddr', 'skb_arg.daddr', 'sockaddr_arg.addr');
  const port = said.text('sock_arg.dport', 'skb_arg.dport', 'sockaddr_arg.port');
  if (to === undefined) return undefined;
  return port === undefined ? to : `${to.includes(':') ? `[${to}]` : to}:${port}`;
}

const firstOf = <T>(items: readonly unknown[], read: (item: unknown) => T | undefined): T | undefined =>
  items.map(read).find((value) => value !== undefined);

/** What a hooked function was called on: a file, a connection's far end, a module, an environment's text. */
export function resourceOf(args: unknown): string | undefined {
  const items = listOf(args).filter(isFields);
  const peer = firstOf(items, peerOf);
  if (peer !== undefined) return peer;
  for (const path of named) {
    const text = firstOf(items, (item) => dig(item).text(path));
    if (text !== undefined) return text;
  }
  return listOf(args)
    .map(textOf)
    .find((text) => text !== undefined);
}
