export const groups = ['chat', 'tickets', 'paging', 'mail', 'siem', 'aws', 'automation'] as const;
export type Group = (typeof groups)[number];
