import type { Alert } from '../../../domain/alert.ts';
import type { OutboundRequest } from '../../../domain/outbound.ts';
import type { Receipt } from '../../../domain/outcome.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import { urlPart } from '../../../domain/values/url-part.ts';
import type { Attempt } from '../define-destination.ts';
import { issueComment } from './issue-body.ts';

/** The path of an issue within its repository or project. */
export const issuePath = ({ id }: Receipt): string => `/issues/${urlPart(id)}`;

/** Address and headers of a request within a repository or project. */
type Within<Settings> = (settings: Settings, path: string) => Pick<OutboundRequest, 'url' | 'headers'>;

/** The requests about an issue that trackers take alike; `comments` is the path of its comments. */
export const issueRequests = <Settings>(within: Within<Settings>, comments: string) => ({
  /** Asks how an issue stands. */
  ask: (receipt: Receipt, settings: Settings): OutboundRequest => ({
    method: 'GET',
    ...within(settings, issuePath(receipt)),
  }),
  comment: (repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, alert: Alert): OutboundRequest => ({
    method: 'POST',
    ...within(settings, `${issuePath(first)}/${comments}`),
    body: JSON.stringify({ body: issueComment(repeats, alert, attempt) }),
  }),
});
