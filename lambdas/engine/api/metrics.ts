import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { PROBLEM, problemResponse } from './problem-response.ts';
import { Problem } from './schemas.ts';

const inCloudWatch = (): Response =>
  problemResponse({
    status: 404,
    title: 'Not found',
    detail:
      'this installation runs on AWS: its metrics are in CloudWatch, in the namespace Tocsin, and in the dashboard of its stack',
  });

/** `GET /metrics`, where this process counts. */
export const metricEndpoints = (ports: Pick<Ports, 'metrics'>): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/metrics',
    id: 'getMetrics',
    summary: 'All metrics, in the text format of Prometheus',
    about: 'On one machine. On AWS they are in CloudWatch.',
    answers: {
      200: { description: 'The metrics.', mediaType: 'text/plain' },
      404: { description: 'They are in CloudWatch.', schema: Problem, mediaType: PROBLEM },
    },
    handle: async () => {
      if (ports.metrics === undefined) return inCloudWatch();
      const { contentType, text } = await ports.metrics();
      return new Response(text, { headers: { 'content-type': contentType } });
    },
  }),
];
