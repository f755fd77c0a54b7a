/** The programs whose configuration can be carried over. */
export const peers = ['alertmanager', 'falcosidekick', 'kubearmor-sidekick', 'outpost'] as const;
export type Peer = (typeof peers)[number];
