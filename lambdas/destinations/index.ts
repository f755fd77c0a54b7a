import type { Destination } from '../core/destination.ts';
import { jira } from './jira.ts';
import { slack } from './slack.ts';
import { splunk } from './splunk.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Every receiver Tocsin delivers to, by the `type` that `tocsin.yaml` names. */
export const destinations = { jira, slack, splunk, teams, webhook } as const satisfies Record<string, Destination>;
