import type { Service } from '../_kit/service.ts';
import type { SandboxSecrets } from '../_kit/settings.ts';
import { drawTeams } from './draw.ts';
import { teams } from './receiver.ts';

const TEAMS_PATH = '/workflows/sandbox/triggers/manual/paths/invoke';

/** The address of the flow, as its owner copies it. */
export const teamsUrl = (url: string, { teamsSig }: SandboxSecrets): string =>
  `${url}${TEAMS_PATH}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${encodeURIComponent(teamsSig)}`;

export const teamsService = {
  title: 'Teams',
  prefix: '/teams',
  create: ({ secrets }) => teams(TEAMS_PATH, secrets.teamsSig),
  settings: (url, secrets) => ({ type: 'teams', webhookUrl: teamsUrl(url, secrets) }),
  draw: drawTeams,
} as const satisfies Service;
