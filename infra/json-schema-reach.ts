const text = (description: string) => ({ type: 'string', description });

/** How a destination is reached, for the JSON Schema of `tocsin.yaml`. */
export const reachSchema = {
  proxy: text(
    'URL of the HTTP proxy to connect through, such as http://proxy.corp.example:3128; "off" for none. Otherwise HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment apply.',
  ),
  authority: text(
    `A PEM file, relative to tocsin.yaml, or "\${NAME}": certificates of authorities that are trusted in addition to those of the system.`,
  ),
  clientCertificate: {
    type: 'object',
    description: 'The certificate to show where the receiver asks for one, and its private key.',
    properties: {
      cert: text(`A PEM file, relative to tocsin.yaml, or "\${NAME}".`),
      key: text(`A PEM file, relative to tocsin.yaml, or "\${NAME}"; on AWS "\${NAME}" only.`),
    },
    required: ['cert', 'key'],
    additionalProperties: false,
  },
  allowAddresses: {
    type: 'array',
    items: { type: 'string' },
    description:
      'Addresses, ranges and host names inside your network that may be connected to, also over plain http://. Link-local and metadata addresses never are.',
  },
} as const;
